package io.groundwork.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.Order;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Files are given without looking at anybody's session: Spring would read it from the
 * database for each of them, and pages in an outage would be bare.
 */
@Component
@Order(SessionRepositoryFilter.DEFAULT_ORDER + 1)
class Sessionless extends OncePerRequestFilter {

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !StaticFiles.at(request.getRequestURI());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(new NoSession(request), response);
	}

	private static class NoSession extends HttpServletRequestWrapper {

		NoSession(HttpServletRequest request) {
			super(request);
		}

		@Override
		@SuppressWarnings("NullAway") // The servlet's own contract is null for none.
		public @Nullable HttpSession getSession(boolean create) {
			if (create) {
				throw new IllegalStateException("a file needs no session");
			}
			return null;
		}

	}

}

package io.groundwork.web;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses an address that cannot be decoded. Spring reads it before any firewall and
 * takes it for a mistake of ours.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class ReadablePath extends OncePerRequestFilter {

	private final Answers answers;

	ReadablePath(Answers answers) {
		this.answers = answers;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			PathContainer.parsePath(request.getRequestURI());
		}
		catch (IllegalArgumentException ex) {
			this.answers.write(request, response, HttpStatus.BAD_REQUEST,
					"The address holds a percent sign that stands for nothing.", Map.of());
			return;
		}
		chain.doFilter(request, response);
	}

}

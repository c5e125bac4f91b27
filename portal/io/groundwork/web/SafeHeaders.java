package io.groundwork.web;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers what no answer of ours may be used for. It stands before everything that
 * may answer, so that refusals and failures say it too; who knows better about caching
 * says so later.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SafeHeaders extends OncePerRequestFilter {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'%s; base-uri 'none'; "
			+ "frame-ancestors 'none'";

	private final boolean secure;

	private final String policy;

	SafeHeaders(WebSettings settings, ObjectProvider<FormTarget> targets) {
		this.secure = settings.secure();
		this.policy = POLICY
			.formatted(targets.orderedStream().map((target) -> " " + target.origin()).collect(Collectors.joining()));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy", this.policy);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("Referrer-Policy", "same-origin");
		response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
		response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (this.secure) {
			response.setHeader("Strict-Transport-Security", "max-age=" + Duration.ofDays(365).toSeconds());
		}
		chain.doFilter(request, response);
	}

}

package io.groundwork.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import io.groundwork.web.Answers;
import io.groundwork.web.Limits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets Terraform in with the credential of a claim, and nobody with anything else.
 */
class ClaimDoor extends OncePerRequestFilter {

	private static final String SCHEME = "basic ";

	/** Longer than any credential of ours; what is longer is not looked at. */
	private static final int LONGEST = 300;

	private final StateCredentials credentials;

	private final Answers answers;

	private final Limits limits;

	private final Refusals refusals;

	ClaimDoor(StateCredentials credentials, Answers answers, Limits limits, Refusals refusals) {
		this.credentials = credentials;
		this.answers = answers;
		this.limits = limits;
		this.refusals = refusals;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String[] shown = shown(request);
		if (shown == null) {
			refuse(request, response, "nobody",
					"This is Terraform's door; it opens with the credential of a claim, by basic authentication.");
			return;
		}
		Optional<Claim> claim = this.credentials.find(shown[0], shown[1]);
		if (claim.isEmpty()) {
			refuse(request, response, shown[0],
					"This credential is not known here, or the claim that it was made for has been over for a day.");
			return;
		}
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(new ClaimAuthentication(claim.get()));
		SecurityContextHolder.setContext(context);
		chain.doFilter(request, response);
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, String name, String reason)
			throws IOException {
		if (!this.limits.address(request, response)) {
			return;
		}
		this.refusals.note(request.getRemoteAddr(), name, request.getRequestURI());
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"state\"");
		this.answers.write(request, response, HttpStatus.UNAUTHORIZED, reason, Map.of());
	}

	/**
	 * Name and password; none if there are none.
	 */
	private static String @Nullable [] shown(HttpServletRequest request) {
		String header = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (header == null || header.length() > LONGEST || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			return null;
		}
		try {
			byte[] both = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
			String[] parts = new String(both, StandardCharsets.UTF_8).split(":", 2);
			return (parts.length == 2) ? parts : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}

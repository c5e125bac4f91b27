package io.groundwork.identity;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.SignedIn.Credential;
import io.groundwork.web.Answers;
import io.groundwork.web.Limits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets scripts in: with a token of ours, or with an access token of the provider.
 */
class BearerTokens extends OncePerRequestFilter {

	private static final String SCHEME = "bearer ";

	/** Longer than any token; what is longer is not looked at. */
	private static final int LONGEST = 16_384;

	private final Door door;

	private final JwtDecoder decoder;

	private final Answers answers;

	private final Limits limits;

	private final ApplicationEventPublisher events;

	BearerTokens(Door door, JwtDecoder decoder, Answers answers, Limits limits, ApplicationEventPublisher events) {
		this.door = door;
		this.decoder = decoder;
		this.answers = answers;
		this.limits = limits;
		this.events = events;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
			// A proxy in front may have looked at the other one.
			refuse(request, response, "Send one Authorization header, not several.");
			return;
		}
		String token = token(request);
		if (token == null) {
			chain.doFilter(request, response);
			return;
		}
		switch (answer(token)) {
			case Door.Welcome(SignedIn signedIn) -> welcome(signedIn, request, response, chain);
			case Door.Refused(String reason) -> refuse(request, response, reason);
			case Door.Unknown() -> throw new ProviderSilentException();
		}
	}

	private void welcome(SignedIn signedIn, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Credential by = signedIn.by();
		Scope needed = Scope.of(HttpMethod.valueOf(request.getMethod()));
		if (!by.scopes().contains(needed.word())) {
			if (!this.limits.person(signedIn.handle(), request, response)) {
				return;
			}
			this.answers.write(request, response, HttpStatus.FORBIDDEN,
					"This token has the scopes %s; %s needs the scope %s.".formatted(by.scopeWords(),
							request.getMethod(), needed.word()),
					Map.of());
			return;
		}
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(new SignedInAuthentication(signedIn));
		SecurityContextHolder.setContext(context);
		chain.doFilter(request, response);
	}

	private Door.Answer answer(String token) {
		if (ApiSecret.meant(token)) {
			return ApiSecret.of(token)
				.map(this.door::byApiToken)
				.orElseGet(() -> new Door.Refused("This is not a whole API token. Copy it again, or make a new one."));
		}
		try {
			Jwt jwt = this.decoder.decode(token);
			String issuer = jwt.getClaimAsString(JwtClaimNames.ISS);
			String subject = jwt.getSubject();
			if (issuer == null || subject == null) {
				return new Door.Refused("This access token names nobody.");
			}
			return this.door.byAccessToken(issuer, subject, token, jwt.getExpiresAt());
		}
		catch (JwtException ex) {
			if (Causes.unreachable(ex)) {
				return new Door.Unknown();
			}
			return new Door.Refused("This access token is not valid here: it is malformed, expired, forged, or meant "
					+ "for somebody else. Get a new one from the sign-in provider.");
		}
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, String reason) throws IOException {
		if (!this.limits.address(request, response)) {
			return;
		}
		this.events.publishEvent(new Audited("somebody at " + request.getRemoteAddr(), "token.refused",
				"route:" + request.getRequestURI(), Outcome.REFUSED, Map.of("reason", reason)));
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
		this.answers.write(request, response, HttpStatus.UNAUTHORIZED, reason, Map.of());
	}

	private static @Nullable String token(HttpServletRequest request) {
		String header = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (header == null || header.length() > LONGEST || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			return null;
		}
		return header.substring(SCHEME.length()).strip();
	}

}

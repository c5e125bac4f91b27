package io.groundwork.identity;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.Answers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/**
 * Says no to somebody who is signed in: which role is missing and which group gives it.
 */
@Component
class Denials implements AccessDeniedHandler {

	private final Answers answers;

	private final Memberships memberships;

	private final Routes routes;

	private final ApplicationEventPublisher events;

	Denials(Answers answers, Memberships memberships, Routes routes, ApplicationEventPublisher events) {
		this.answers = answers;
		this.memberships = memberships;
		this.routes = routes;
		this.events = events;
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
			throws IOException {
		if (denied instanceof CsrfException) {
			note(request, "cross-site");
			this.answers.write(request, response, HttpStatus.FORBIDDEN,
					"This form was sent from another site, or from a page that was open for longer than its session.",
					Map.of());
			return;
		}
		Route route = (denied instanceof AuthorizationDeniedException authorization
				&& authorization.getAuthorizationResult() instanceof Table.Verdict verdict) ? verdict.route() : null;
		if (route == null) {
			unknown(request, response);
			return;
		}
		List<String> missing = route.roles().stream().sorted().map(Role::word).toList();
		note(request, "needs " + missing);
		String givers = route.roles()
			.stream()
			.sorted()
			.flatMap((role) -> this.memberships.givers(role).stream())
			.distinct()
			.collect(Collectors.joining(" or "));
		this.answers.write(request, response, HttpStatus.FORBIDDEN,
				"This needs the role %s, which you do not hold. Whoever looks after the group %s can give it to you."
					.formatted(String.join(" or ", missing), givers),
				Map.of("roles", missing));
	}

	private void unknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Set<HttpMethod> methods = this.routes.methods(request.getRequestURI());
		if (methods.isEmpty()) {
			this.answers.write(request, response, HttpStatus.NOT_FOUND,
					"Nothing has the address " + request.getRequestURI() + ".", Map.of());
			return;
		}
		String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
		response.setHeader(HttpHeaders.ALLOW, allowed);
		this.answers.write(request, response, HttpStatus.METHOD_NOT_ALLOWED,
				"This address takes %s, not %s.".formatted(allowed, request.getMethod()), Map.of());
	}

	private void note(HttpServletRequest request, String reason) {
		Authentication who = SecurityContextHolder.getContext().getAuthentication();
		String actor = (who != null && who.getPrincipal() instanceof SignedIn signedIn) ? signedIn.name()
				: "somebody at " + request.getRemoteAddr();
		this.events.publishEvent(
				new Audited(actor, "route.refused", "route:" + request.getMethod() + " " + request.getRequestURI(),
						Outcome.REFUSED, Map.of("reason", reason)));
	}

}

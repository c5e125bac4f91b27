package io.groundwork.identity;

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Asks the authorization table. A route that is not in it is for nobody.
 */
class Table implements AuthorizationManager<RequestAuthorizationContext> {

	private final Routes routes;

	Table(Routes routes) {
		this.routes = routes;
	}

	@Override
	public AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		var request = context.getRequest();
		Optional<Route> route = this.routes.find(HttpMethod.valueOf(request.getMethod()), request.getRequestURI());
		if (route.isPresent() && route.get().audience() == Route.Audience.EVERYBODY) {
			// Not even looked at who it is: a style sheet needs no session.
			return new AuthorizationDecision(true);
		}
		Authentication who = authentication.get();
		if (route.isPresent() && route.get().audience() == Route.Audience.CLAIM) {
			return new Verdict(who != null && who.getPrincipal() instanceof Claimant, route.get());
		}
		SignedIn signedIn = (who != null && who.getPrincipal() instanceof SignedIn somebody) ? somebody : null;
		return new Verdict(route.isPresent() && route.get().admits(signedIn), route.orElse(null));
	}

	/**
	 * The answer with the row it comes from, none for a route that is not in the table.
	 */
	static class Verdict extends AuthorizationDecision {

		private final @Nullable Route route;

		Verdict(boolean granted, @Nullable Route route) {
			super(granted);
			this.route = route;
		}

		@Nullable Route route() {
			return this.route;
		}

	}

}

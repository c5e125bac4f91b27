package io.groundwork.identity;

import java.time.Clock;
import java.time.Instant;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.stereotype.Component;

/**
 * A session says who somebody is and nothing else: what they hold is looked up for each
 * request.
 */
@Component
class SessionPeople implements SecurityContextRepository {

	private static final String PERSON = "person";

	private static final String STARTED = "started";

	/** The provider wants its own token back to end its session. */
	private static final String ID_TOKEN = "idToken";

	static final String BROWSER = "browser";

	/** Why the session of this request was not taken, for the page that says so. */
	static final String REFUSED = SessionPeople.class.getName() + ".refused";

	private final Door door;

	private final IdentitySettings settings;

	private final Clock clock;

	SessionPeople(Door door, IdentitySettings settings, Clock clock) {
		this.door = door;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * The name under which a person's sessions are found.
	 */
	static String index(long person) {
		return "person:" + person;
	}

	static @Nullable String idToken(HttpSession session) {
		return (session.getAttribute(ID_TOKEN) instanceof String token) ? token : null;
	}

	@Override
	public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
		return new Deferred(() -> load(request));
	}

	@Override
	public SecurityContext loadContext(HttpRequestResponseHolder holder) {
		return load(holder.getRequest());
	}

	private SecurityContext load(HttpServletRequest request) {
		SecurityContext context = new SecurityContextImpl();
		HttpSession session = request.getSession(false);
		if (session == null || !(session.getAttribute(PERSON) instanceof Long person)) {
			return context;
		}
		if (!(session.getAttribute(STARTED) instanceof Instant started)
				|| started.plus(this.settings.sessionMost()).isBefore(this.clock.instant())) {
			session.invalidate();
			return context;
		}
		switch (this.door.bySession(person)) {
			case Door.Welcome(SignedIn signedIn) -> context.setAuthentication(new SignedInAuthentication(signedIn));
			case Door.Refused(String reason) -> {
				session.invalidate();
				request.setAttribute(REFUSED, reason);
			}
			case Door.Unknown() -> throw new ProviderSilentException();
		}
		return context;
	}

	@Override
	public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
		Authentication authentication = context.getAuthentication();
		if (authentication != null && authentication.getPrincipal() instanceof Arrival arrival) {
			HttpSession session = request.getSession();
			session.setMaxInactiveInterval((int) this.settings.sessionIdle().toSeconds());
			session.setAttribute(PERSON, arrival.person());
			session.setAttribute(STARTED, this.clock.instant());
			session.setAttribute(ID_TOKEN, arrival.getIdToken().getTokenValue());
			session.setAttribute(BROWSER, browser(request));
			session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, index(arrival.person()));
		}
	}

	private static String browser(HttpServletRequest request) {
		String agent = request.getHeader("User-Agent");
		return (agent == null) ? "unknown" : agent.substring(0, Math.min(200, agent.length()));
	}

	@Override
	public boolean containsContext(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return session != null && session.getAttribute(PERSON) != null;
	}

	/**
	 * Somebody at the end of the sign-in, before a session knows them.
	 */
	interface Arrival extends OidcUser {

		long person();

	}

	private static final class Deferred implements DeferredSecurityContext {

		private final java.util.function.Supplier<SecurityContext> load;

		private @Nullable SecurityContext context;

		Deferred(java.util.function.Supplier<SecurityContext> load) {
			this.load = load;
		}

		@Override
		public SecurityContext get() {
			SecurityContext known = this.context;
			if (known == null) {
				known = this.load.get();
				this.context = known;
			}
			return known;
		}

		@Override
		public boolean isGenerated() {
			return get().getAuthentication() == null;
		}

	}

}

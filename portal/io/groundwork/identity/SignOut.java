package io.groundwork.identity;

import java.io.IOException;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.WebSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Ends the session here and sends the browser to the provider to end it there too.
 */
@Component
class SignOut implements LogoutHandler, LogoutSuccessHandler {

	private static final Logger log = LoggerFactory.getLogger(SignOut.class);

	private static final String ID_TOKEN = SignOut.class.getName() + ".idToken";

	private final Provider provider;

	private final IdentitySettings settings;

	private final WebSettings web;

	private final Confirmation confirmation;

	private final ApplicationEventPublisher events;

	SignOut(Provider provider, IdentitySettings settings, WebSettings web, Confirmation confirmation,
			ApplicationEventPublisher events) {
		this.confirmation = confirmation;
		this.provider = provider;
		this.settings = settings;
		this.web = web;
		this.events = events;
	}

	@Override
	public void logout(HttpServletRequest request, HttpServletResponse response,
			@Nullable Authentication authentication) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			// The session is gone when the browser is sent on.
			request.setAttribute(ID_TOKEN, SessionPeople.idToken(session));
		}
		if (authentication != null && authentication.getPrincipal() instanceof SignedIn who) {
			this.confirmation.signedOut(who.person());
			this.events.publishEvent(
					new Audited(who.name(), "session.ended", who.handle(), Outcome.DONE, Map.of("by", "sign-out")));
		}
	}

	@Override
	public void onLogoutSuccess(HttpServletRequest request, HttpServletResponse response,
			@Nullable Authentication authentication) throws IOException {
		String address = this.web.address().resolve("/signed-out").toString();
		try {
			String endSession = this.provider.endSessionAddress();
			if (endSession != null && request.getAttribute(ID_TOKEN) instanceof String idToken) {
				address = UriComponentsBuilder.fromUriString(endSession)
					.queryParam("id_token_hint", "{token}")
					.queryParam("client_id", "{client}")
					.queryParam("post_logout_redirect_uri", "{back}")
					.encode()
					.buildAndExpand(idToken, this.settings.clientId(), address)
					.toUriString();
			}
		}
		catch (ProviderAwayException ex) {
			log.warn("Signed out here only: {}", ex.getMessage());
		}
		response.sendRedirect(address);
	}

}

package io.groundwork.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps of a sign-in only what is needed to ask for the person's groups again: the
 * refresh token, sealed. Access tokens are not kept.
 */
@Component
class RefreshTokens implements OAuth2AuthorizedClientRepository {

	private final People people;

	private final Confirmation confirmation;

	RefreshTokens(People people, Confirmation confirmation) {
		this.people = people;
		this.confirmation = confirmation;
	}

	@Override
	@Transactional
	public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication principal,
			HttpServletRequest request, HttpServletResponse response) {
		OAuth2RefreshToken token = client.getRefreshToken();
		if (token != null && principal.getPrincipal() instanceof SessionPeople.Arrival arrival) {
			this.people.findById(arrival.person())
				.ifPresent((person) -> this.confirmation.keep(person, token.getTokenValue()));
		}
	}

	@Override
	@SuppressWarnings("NullAway") // Spring's own contract is null for none.
	public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String registration,
			Authentication principal, HttpServletRequest request) {
		return null;
	}

	@Override
	public void removeAuthorizedClient(String registration, Authentication principal, HttpServletRequest request,
			HttpServletResponse response) {
		// Nothing is kept by request; a person's token goes when the provider takes it
		// back.
	}

}

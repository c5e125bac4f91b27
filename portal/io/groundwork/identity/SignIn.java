package io.groundwork.identity;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The last step of a sign-in: the provider has said who is there, and we take it down.
 */
@Component
class SignIn implements OAuth2UserService<OidcUserRequest, OidcUser> {

	private final OidcUserService oidc = new OidcUserService();

	private final TransactionTemplate transaction;

	private final Confirmation confirmation;

	private final Provider provider;

	private final IdentitySettings settings;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	SignIn(Confirmation confirmation, Provider provider, IdentitySettings settings, Clock clock,
			ApplicationEventPublisher events, TransactionTemplate transaction) {
		this.confirmation = confirmation;
		this.provider = provider;
		this.settings = settings;
		this.clock = clock;
		this.events = events;
		this.transaction = transaction;
		// By the portal's own way, which does not wait for ever.
		this.oidc.setOauth2UserService((asked) -> told(asked.getAccessToken().getTokenValue()));
	}

	private OAuth2User told(String accessToken) {
		try {
			return new DefaultOAuth2User(Set.of(), this.provider.told(accessToken), "sub");
		}
		catch (TakenBackException | ProviderAwayException | IllegalArgumentException ex) {
			throw new OAuth2AuthenticationException(new OAuth2Error("invalid_user_info_response"), ex.getMessage(), ex);
		}
	}

	/**
	 * Holds nothing of the database while the provider is asked.
	 */
	@Override
	public OidcUser loadUser(OidcUserRequest request) {
		OidcUser user = this.oidc.loadUser(request);
		return Objects.requireNonNull(this.transaction.execute((status) -> arrived(user)));
	}

	private OidcUser arrived(OidcUser user) {
		Claims claims = Claims.of(this.provider.issuer(), user.getClaims(), this.settings.groupsClaim());
		Person person = this.confirmation.arrived(claims);
		if (person.locked()) {
			throw new OAuth2AuthenticationException(new OAuth2Error("locked"),
					"The account of " + person.name() + " is locked.");
		}
		person.signedIn(this.clock.instant());
		this.events.publishEvent(new Audited(person.name(), "session.started", person.handle(), Outcome.DONE,
				Map.of("groups", person.groups())));
		return new Arrived(user, person.id());
	}

	/**
	 * What the provider said, with the number that we know the person by.
	 */
	private record Arrived(OidcUser user, long person) implements SessionPeople.Arrival {

		@Override
		public Map<String, Object> getClaims() {
			return this.user.getClaims();
		}

		@Override
		public @Nullable OidcUserInfo getUserInfo() {
			return this.user.getUserInfo();
		}

		@Override
		public OidcIdToken getIdToken() {
			return this.user.getIdToken();
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.user.getAttributes();
		}

		@Override
		public Collection<? extends GrantedAuthority> getAuthorities() {
			return this.user.getAuthorities();
		}

		@Override
		public String getName() {
			return this.user.getName();
		}

	}

}

package io.groundwork.sandbox;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * Who may ask this provider to sign people in: the portal, wherever it runs, and
 * command-line tools on this machine.
 */
final class Clients implements RegisteredClientRepository {

	static final String PORTAL = "groundwork";

	static final String TOOLS = "groundwork-cli";

	/**
	 * On a loopback address any port is as good as this one.
	 */
	static final String TOOLS_CALLBACK = "http://127.0.0.1/callback";

	private final String secret;

	private final Set<String> portals = new CopyOnWriteArraySet<>();

	Clients(String secret) {
		this.secret = secret;
	}

	/**
	 * Lets the portal at this address send people here and get them back.
	 */
	void trust(String portal) {
		this.portals.add(portal.endsWith("/") ? portal.substring(0, portal.length() - 1) : portal);
	}

	List<String> portals() {
		return List.copyOf(this.portals);
	}

	@Override
	public @Nullable RegisteredClient findById(String id) {
		return findByClientId(id);
	}

	@Override
	public @Nullable RegisteredClient findByClientId(String clientId) {
		return switch (clientId) {
			case PORTAL -> portal();
			case TOOLS -> tools();
			default -> null;
		};
	}

	@Override
	public void save(RegisteredClient client) {
		// They are what the settings make of them.
	}

	private RegisteredClient portal() {
		Set<String> known = new LinkedHashSet<>(this.portals);
		if (known.isEmpty()) {
			// A client must have one; nobody listens there.
			known.add("http://127.0.0.1:1");
		}
		RegisteredClient.Builder client = client(PORTAL).clientSecret(this.secret)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
			.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN);
		known.forEach((portal) -> client.redirectUri(portal + "/login/oauth2/code/groundwork")
			.postLogoutRedirectUri(portal)
			.postLogoutRedirectUri(portal + "/")
			.postLogoutRedirectUri(portal + "/signed-out"));
		return client.build();
	}

	private RegisteredClient tools() {
		return client(TOOLS).clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
			.redirectUri(TOOLS_CALLBACK)
			.build();
	}

	private static RegisteredClient.Builder client(String id) {
		return RegisteredClient.withId(id)
			.clientId(id)
			.clientName(id)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.scopes((scopes) -> scopes.addAll(Set.of("openid", "profile", "email", "groups", "offline_access")))
			.clientSettings(ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(false).build())
			.tokenSettings(TokenSettings.builder()
				.accessTokenTimeToLive(Duration.ofMinutes(5))
				.refreshTokenTimeToLive(Duration.ofDays(7))
				.reuseRefreshTokens(false)
				.build());
	}

}

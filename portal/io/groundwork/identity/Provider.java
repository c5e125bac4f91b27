package io.groundwork.identity;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.groundwork.web.WebSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/**
 * The OpenID provider. It is discovered when it is first needed, so that the portal
 * starts while the provider is away.
 */
@Component
class Provider implements ClientRegistrationRepository {

	static final String REGISTRATION = "groundwork";

	private static final ParameterizedTypeReference<Map<String, Object>> CLAIMS = new ParameterizedTypeReference<>() {
	};

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final IdentitySettings settings;

	/** As it is set, not as a request says: a Host header is anybody's word. */
	private final String callback;

	private final RestClient http;

	private final RestClient tokens;

	private volatile @Nullable ClientRegistration registration;

	Provider(IdentitySettings settings, WebSettings web) {
		this.settings = settings;
		this.callback = web.address().resolve("/login/oauth2/code/" + REGISTRATION).toString();
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(
				java.net.http.HttpClient.newBuilder().connectTimeout(PATIENCE).build());
		factory.setReadTimeout(PATIENCE);
		this.http = RestClient.builder().requestFactory(factory).build();
		this.tokens = this.http.mutate().configureMessageConverters((converters) -> {
			converters.registerDefaults();
			converters.addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter());
			converters.addCustomConverter(new FormHttpMessageConverter());
		}).defaultStatusHandler(new OAuth2ErrorResponseErrorHandler()).build();
	}

	String issuer() {
		return this.settings.issuer().toString();
	}

	@Override
	public @Nullable ClientRegistration findByRegistrationId(String registrationId) {
		return REGISTRATION.equals(registrationId) ? registration() : null;
	}

	/**
	 * Exchanges what a browser brings from the sign-in, and does not wait for ever.
	 */
	OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codes() {
		var codes = new RestClientAuthorizationCodeTokenResponseClient();
		codes.setRestClient(this.tokens);
		return codes;
	}

	/**
	 * Asks for a token with which the claims can be asked for of whom a refresh token
	 * stands for. The one that was used may be good no more.
	 * @throws ProviderAwayException when there is no answer
	 * @throws TakenBackException when the provider no longer takes the token
	 */
	Renewed renew(String refreshToken) {
		ClientRegistration client = registration();
		Instant past = Instant.EPOCH;
		try {
			var tokens = new RestClientRefreshTokenTokenResponseClient();
			tokens.setRestClient(this.tokens);
			// The access token of the request is not sent; the type only asks for one.
			var request = new OAuth2RefreshTokenGrantRequest(client,
					new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "none", past, past.plusSeconds(1)),
					new OAuth2RefreshToken(refreshToken, past));
			var answer = tokens.getTokenResponse(request);
			OAuth2RefreshToken next = answer.getRefreshToken();
			return new Renewed(answer.getAccessToken().getTokenValue(),
					(next != null) ? next.getTokenValue() : refreshToken);
		}
		catch (OAuth2AuthorizationException ex) {
			String code = ex.getError().getErrorCode();
			if ("invalid_grant".equals(code)) {
				throw new TakenBackException(ex);
			}
			throw new ProviderAwayException(issuer(), ex);
		}
	}

	/**
	 * Asks for the claims of whom an access token stands for.
	 * @throws ProviderAwayException when there is no answer
	 * @throws TakenBackException when the provider does not take the token
	 */
	Claims userInfo(String accessToken) {
		return Claims.of(issuer(), told(accessToken), this.settings.groupsClaim());
	}

	/**
	 * Asks for the same, in the provider's words.
	 */
	Map<String, Object> told(String accessToken) {
		String address = registration().getProviderDetails().getUserInfoEndpoint().getUri();
		if (address == null) {
			throw new IllegalStateException("the provider " + issuer() + " has no userinfo endpoint");
		}
		try {
			Map<String, Object> claims = this.http.get()
				.uri(URI.create(address))
				.headers((headers) -> headers.setBearerAuth(accessToken))
				.retrieve()
				.body(CLAIMS);
			return (claims != null) ? claims : Map.of();
		}
		catch (HttpClientErrorException.Unauthorized | HttpClientErrorException.Forbidden ex) {
			throw new TakenBackException(ex);
		}
		catch (org.springframework.web.client.RestClientException ex) {
			throw new ProviderAwayException(issuer(), ex);
		}
	}

	/**
	 * Where a browser is sent to end the session at the provider too, if it offers that.
	 */
	@Nullable String endSessionAddress() {
		Object address = registration().getProviderDetails().getConfigurationMetadata().get("end_session_endpoint");
		return (address != null) ? address.toString() : null;
	}

	private ClientRegistration registration() {
		ClientRegistration known = this.registration;
		if (known == null) {
			try {
				known = ClientRegistrations.fromIssuerLocation(issuer())
					.registrationId(REGISTRATION)
					.clientId(this.settings.clientId())
					.clientSecret(this.settings.clientSecret())
					.scope(this.settings.scopes())
					.userNameAttributeName("sub")
					.redirectUri(this.callback)
					.clientName("Groundwork")
					.build();
			}
			catch (RuntimeException ex) {
				throw new ProviderAwayException(issuer(), ex);
			}
			this.registration = known;
		}
		return known;
	}

	/**
	 * What to ask for claims with, and the refresh token to use next time.
	 */
	record Renewed(String accessToken, String refreshToken) {

		@Override
		public String toString() {
			return "Renewed";
		}

	}

}

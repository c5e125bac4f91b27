package io.groundwork.sandbox;

import java.net.InetAddress;
import java.net.URI;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * The provider's own small context. It carries no stereotype on purpose: the portal scans
 * the package that this is under, and must not find it.
 */
@EnableWebSecurity
class IssuerConfiguration {

	@Bean
	TomcatServletWebServerFactory server(URI address) {
		TomcatServletWebServerFactory server = new TomcatServletWebServerFactory(address.getPort());
		server.setAddress(InetAddress.getLoopbackAddress());
		// Cookies do not know ports: it must not be called as the portal's.
		server.getSettings().getSession().getCookie().setName("issuer");
		return server;
	}

	@Bean
	ServletRegistrationBean<SignInPage> signInPage(Demo demo, People people, Clients clients) {
		return new ServletRegistrationBean<>(new SignInPage(demo, people, clients), "/");
	}

	@Bean
	FilterRegistrationBean<Filter> outage(Outage now) {
		FilterRegistrationBean<Filter> outage = new FilterRegistrationBean<>((request, response, chain) -> {
			if (now.covers(((HttpServletRequest) request).getRequestURI())) {
				((HttpServletResponse) response).sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			}
			else {
				chain.doFilter(request, response);
			}
		});
		outage.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return outage;
	}

	@Bean
	AuthorizationServerSettings authorizationServerSettings(URI address) {
		return AuthorizationServerSettings.builder().issuer(address.toString()).build();
	}

	@Bean
	JWKSource<SecurityContext> keys(RSAKey key) {
		return new ImmutableJWKSet<>(new JWKSet(key));
	}

	/**
	 * The portal's secret is new at each start and stays in memory: nothing that has to
	 * be slow to compare.
	 */
	@Bean
	PasswordEncoder secrets() {
		return new PasswordEncoder() {

			@Override
			public @Nullable String encode(@Nullable CharSequence secret) {
				return (secret != null) ? secret.toString() : null;
			}

			@Override
			public boolean matches(@Nullable CharSequence given, @Nullable String secret) {
				return secret != null && given != null && secret.contentEquals(given);
			}

		};
	}

	@Bean
	JwtDecoder jwtDecoder(RSAKey key) throws Exception {
		return NimbusJwtDecoder.withPublicKey(key.toRSAPublicKey()).build();
	}

	@Bean
	Claims claims(People people) {
		return new Claims(people);
	}

	@Bean
	@Order(1)
	SecurityFilterChain protocol(HttpSecurity http, People people, Claims claims,
			OAuth2AuthorizationService authorizations) {
		return http.oauth2AuthorizationServer((server) -> {
			http.securityMatcher(server.getEndpointsMatcher());
			server.authorizationService(authorizations);
			server
				.authorizationEndpoint((endpoint) -> endpoint.authenticationProviders((providers) -> providers.stream()
					.filter(OAuth2AuthorizationCodeRequestAuthenticationProvider.class::isInstance)
					.map(OAuth2AuthorizationCodeRequestAuthenticationProvider.class::cast)
					.forEach((provider) -> provider
						.setAuthenticationValidator(new OAuth2AuthorizationCodeRequestAuthenticationValidator()
							.andThen((context) -> refuseLocked(context, people))))));
			server.oidc((oidc) -> oidc.userInfoEndpoint((endpoint) -> endpoint.userInfoMapper(claims::userInfo)));
		})
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.oauth2ResourceServer((tokens) -> tokens.jwt(Customizer.withDefaults()))
			.exceptionHandling((refusals) -> refusals.defaultAuthenticationEntryPointFor(
					new LoginUrlAuthenticationEntryPoint("/sign-in"),
					PathPatternRequestMatcher.withDefaults().matcher("/oauth2/authorize")))
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain pages(HttpSecurity http, People people) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.authenticationProvider(people)
			.formLogin((form) -> form.loginPage("/sign-in"))
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(
					"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'")))
			.build();
	}

	/**
	 * Somebody who was locked after signing in here is sent back with a refusal.
	 */
	private static void refuseLocked(OAuth2AuthorizationCodeRequestAuthenticationContext context, People people) {
		OAuth2AuthorizationCodeRequestAuthenticationToken attempt = context.getAuthentication();
		@Nullable Object principal = attempt.getPrincipal();
		if (principal instanceof org.springframework.security.core.Authentication person
				&& people.isLocked(person.getName())) {
			throw new OAuth2AuthorizationCodeRequestAuthenticationException(
					new OAuth2Error(OAuth2ErrorCodes.ACCESS_DENIED, person.getName() + " is locked.", null),
					withRedirect(context));
		}
	}

	private static OAuth2AuthorizationCodeRequestAuthenticationToken withRedirect(
			OAuth2AuthorizationCodeRequestAuthenticationContext context) {
		OAuth2AuthorizationCodeRequestAuthenticationToken attempt = context.getAuthentication();
		String redirectUri = attempt.getRedirectUri();
		if (redirectUri == null) {
			redirectUri = context.getRegisteredClient().getRedirectUris().iterator().next();
		}
		return new OAuth2AuthorizationCodeRequestAuthenticationToken(attempt.getAuthorizationUri(),
				attempt.getClientId(), (org.springframework.security.core.Authentication) attempt.getPrincipal(),
				redirectUri, attempt.getState(), attempt.getScopes(), attempt.getAdditionalParameters());
	}

}

package io.groundwork.identity;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.Answers;
import io.groundwork.web.FormTarget;
import io.groundwork.web.Limits;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Two doors into the portal: browsers with a session, scripts with a token. Neither takes
 * what the other shows.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

	/**
	 * What pages are made of. Nobody's session is looked at for it.
	 */
	@Bean
	@Order(0)
	SecurityFilterChain assets(HttpSecurity http, Routes routes) throws Exception {
		http.securityMatcher("/css/**", "/js/**", "/img/**", "/webjars/**", "/favicon.svg", "/favicon.ico");
		http.csrf((csrf) -> csrf.disable());
		http.securityContext((context) -> context.disable());
		http.sessionManagement((session) -> session.disable());
		http.requestCache((cache) -> cache.disable());
		http.logout((logout) -> logout.disable());
		http.anonymous((anonymous) -> anonymous.disable());
		http.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.anyRequest()
			.access(new Table(routes)));
		headers(http);
		return http.build();
	}

	@Bean
	@Order(1)
	SecurityFilterChain scripts(HttpSecurity http, Routes routes, Denials denials, Door door, JwtDecoder decoder,
			Answers answers, Limits limits, ApplicationEventPublisher events) throws Exception {
		http.securityMatcher("/api/**");
		// No cookie is looked at, so there is nothing that another site could ride on.
		http.csrf((csrf) -> csrf.disable());
		http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
		http.requestCache((cache) -> cache.disable());
		http.logout((logout) -> logout.disable());
		http.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.anyRequest()
			.access(new Table(routes)));
		http.exceptionHandling((handling) -> handling.accessDeniedHandler(denials)
			.authenticationEntryPoint((request, response, ex) -> {
				response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
				answers.write(request, response, HttpStatus.UNAUTHORIZED,
						"This needs a token in the Authorization header: an API token of the portal or an access token.",
						Map.of());
			}));
		http.addFilterBefore(new BearerTokens(door, decoder, answers, limits, events),
				AnonymousAuthenticationFilter.class);
		http.addFilterBefore(new Counted(limits), AuthorizationFilter.class);
		http.addFilterBefore(new WhenSilent(answers), BearerTokens.class);
		headers(http);
		return http.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain browsers(HttpSecurity http, Routes routes, Denials denials, SessionPeople people, SignIn signIn,
			Provider provider, SignOut signOut, RefreshTokens refreshTokens, Answers answers, Limits limits,
			ApplicationEventPublisher events) throws Exception {
		http.securityContext((context) -> context.securityContextRepository(people));
		HttpSessionRequestCache asked = pagesOnly();
		http.requestCache((cache) -> cache.requestCache(asked));
		http.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.anyRequest()
			.access(new Table(routes)));
		http.oauth2Login((login) -> login.addObjectPostProcessor(new Departure(answers)));
		http.oauth2Login((login) -> login.loginPage("/oauth2/authorization/" + Provider.REGISTRATION)
			.authorizedClientRepository(refreshTokens)
			.tokenEndpoint((token) -> token.accessTokenResponseClient(provider.codes()))
			.userInfoEndpoint((userInfo) -> userInfo.oidcUserService(signIn))
			.successHandler(backTo(asked))
			.failureHandler((request, response, ex) -> failed(request, response, ex, events)));
		http.logout((logout) -> logout.logoutUrl("/sign-out").addLogoutHandler(signOut).logoutSuccessHandler(signOut));
		http.exceptionHandling((handling) -> handling.accessDeniedHandler(denials)
			.authenticationEntryPoint(
					new LoginUrlAuthenticationEntryPoint("/oauth2/authorization/" + Provider.REGISTRATION)));
		// Before anything is done for anybody: also a sign-in that is begun costs a
		// session.
		http.addFilterBefore(new WhenSilent(answers), CsrfFilter.class);
		http.addFilterBefore(new Counted(limits), CsrfFilter.class);
		headers(http);
		return http.build();
	}

	/**
	 * The sign-out form is answered by sending the browser on to the provider.
	 */
	/**
	 * Each of some twenty filters of each request would be watched, at a tenth of the
	 * cost of a page, and nobody would look.
	 */
	@Bean
	SecurityObservationSettings withoutObservations() {
		return SecurityObservationSettings.noObservations();
	}

	@Bean
	FormTarget signOutTarget(IdentitySettings settings) {
		var issuer = settings.issuer();
		return new FormTarget(issuer.getScheme() + "://" + issuer.getAuthority());
	}

	@Bean
	JwtDecoder accessTokens(Provider provider, IdentitySettings settings, Clock clock) {
		return new SupplierJwtDecoder(() -> {
			NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(provider.issuer()).build();
			JwtTimestampValidator times = new JwtTimestampValidator(Duration.ofSeconds(30));
			times.setClock(clock);
			OAuth2TokenValidator<Jwt> audience = new JwtClaimValidator<List<String>>(JwtClaimNames.AUD,
					(meant) -> meant != null && meant.contains(settings.audience()));
			// An ID token may have the same audience, but tells who somebody is and opens
			// nothing: only what carries scopes is for an API.
			OAuth2TokenValidator<Jwt> access = (jwt) -> (jwt.hasClaim("scope") || jwt.hasClaim("scp"))
					? OAuth2TokenValidatorResult.success()
					: OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));
			decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(times,
					new JwtIssuerValidator(provider.issuer()), audience, access));
			return decoder;
		});
	}

	/**
	 * The web module has set them before any of these chains.
	 */
	private static void headers(HttpSecurity http) throws Exception {
		http.headers((headers) -> headers.disable());
	}

	/**
	 * Only a page that a person opened is worth going back to after the sign-in, and only
	 * one of ours: the address is kept here, never taken from a parameter.
	 */
	@SuppressWarnings("NullAway") // Spring's contract: null adds no parameter to the
									// address.
	private static HttpSessionRequestCache pagesOnly() {
		HttpSessionRequestCache cache = new HttpSessionRequestCache();
		MediaTypeRequestMatcher html = new MediaTypeRequestMatcher(new HeaderContentNegotiationStrategy(),
				MediaType.TEXT_HTML);
		html.setIgnoredMediaTypes(java.util.Set.of(MediaType.ALL));
		cache.setRequestMatcher(new AndRequestMatcher(
				PathPatternRequestMatcher.withDefaults().matcher(org.springframework.http.HttpMethod.GET, "/**"),
				html));
		cache.setMatchingRequestParameterName(null);
		return cache;
	}

	/**
	 * Goes back to the page that was asked for, here: what a request says of its host is
	 * anybody's word.
	 */
	private static AuthenticationSuccessHandler backTo(HttpSessionRequestCache asked) {
		var handler = new SavedRequestAwareAuthenticationSuccessHandler();
		handler.setRequestCache(asked);
		handler.setRedirectStrategy((request, response, address) -> response
			.sendRedirect(address.substring(Math.max(0, address.indexOf('/', address.indexOf("://") + 3)))));
		return handler;
	}

	private static void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex,
			ApplicationEventPublisher events) throws IOException {
		String code = (ex instanceof OAuth2AuthenticationException oauth) ? oauth.getError().getErrorCode() : "unknown";
		String known = switch (code) {
			case "locked", "access_denied", "authorization_request_not_found", "invalid_state_parameter" -> code;
			default -> "unknown";
		};
		log.warn("A sign-in failed: {} {}", code, ex.getMessage());
		events.publishEvent(new Audited("somebody at " + request.getRemoteAddr(), "session.refused", "sign-in",
				Outcome.REFUSED, Map.of("reason", code)));
		response.sendRedirect("/sign-in-failed?reason=" + known);
	}

	/**
	 * Says what is the matter when a sign-in cannot even begin.
	 */
	private record Departure(Answers answers) implements ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> {

		@Override
		public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
			filter.setAuthenticationFailureHandler((request, response, ex) -> {
				if (Causes.unreachable(ex)) {
					silent(this.answers, request, response, "The sign-in provider does not answer.");
					return;
				}
				this.answers.write(request, response, HttpStatus.NOT_FOUND,
						"There is no sign-in provider of that name.", Map.of());
			});
			return filter;
		}

	}

	private static void silent(Answers answers, HttpServletRequest request, HttpServletResponse response,
			String happened) throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, "30");
		answers.write(request, response, HttpStatus.SERVICE_UNAVAILABLE, happened, Map.of());
	}

	/**
	 * Counts requests once it is known whose they are.
	 */
	private static final class Counted extends OncePerRequestFilter {

		private final Limits limits;

		Counted(Limits limits) {
			this.limits = limits;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			var who = SecurityContextHolder.getContext().getAuthentication();
			boolean goesOn = (who instanceof SignedInAuthentication)
					? this.limits.person(who.getName(), request, response) : this.limits.address(request, response);
			if (goesOn) {
				chain.doFilter(request, response);
			}
		}

	}

	/**
	 * Says so when the provider is needed and away.
	 */
	private static final class WhenSilent extends OncePerRequestFilter {

		private final Answers answers;

		WhenSilent(Answers answers) {
			this.answers = answers;
		}

		/**
		 * The page of another error needs to know who is there as well.
		 */
		@Override
		protected boolean shouldNotFilterErrorDispatch() {
			return false;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			try {
				chain.doFilter(request, response);
			}
			catch (ProviderSilentException | ProviderAwayException ex) {
				silent(this.answers, request, response, ex.getMessage() + ".");
			}
			catch (ServletException ex) {
				if (!(ex.getRootCause() instanceof ProviderSilentException silent)) {
					throw ex;
				}
				silent(this.answers, request, response, silent.getMessage() + ".");
			}
		}

	}

}

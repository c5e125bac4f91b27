package io.groundwork.state;

import io.groundwork.identity.Routes;
import io.groundwork.web.Answers;
import io.groundwork.web.LargerRequests;
import io.groundwork.web.Limits;
import jakarta.servlet.DispatcherType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.util.unit.DataSize;

/**
 * A third door beside those of browsers and scripts: Terraform's. It looks at no session
 * and no token, and opens nothing but the state.
 */
@Configuration(proxyBeanMethods = false)
class StateSecurity {

	private static final String ADDRESSES = "/state/";

	private static final long MARGIN = 1024 * 1024;

	@Bean
	@Order(0)
	SecurityFilterChain claims(HttpSecurity http, Routes routes, AccessDeniedHandler denials,
			StateCredentials credentials, Answers answers, Limits limits, Refusals refusals) throws Exception {
		http.securityMatcher(ADDRESSES + "**");
		// No cookie is looked at, so there is nothing that another site could ride on.
		http.csrf((csrf) -> csrf.disable());
		http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
		http.requestCache((cache) -> cache.disable());
		http.logout((logout) -> logout.disable());
		http.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.anyRequest()
			.access(routes.table()));
		http.exceptionHandling((handling) -> handling.accessDeniedHandler(denials));
		http.addFilterBefore(new ClaimDoor(credentials, answers, limits, refusals),
				AnonymousAuthenticationFilter.class);
		// The web module has set them before any of these chains.
		http.headers((headers) -> headers.disable());
		return http.build();
	}

	@Bean
	LargerRequests largerStates(StateSettings settings) {
		// A little more, so that it is the intake that counts what streams in and says
		// no.
		return new LargerRequests(ADDRESSES, DataSize.ofBytes(settings.largest().toBytes() + MARGIN));
	}

}

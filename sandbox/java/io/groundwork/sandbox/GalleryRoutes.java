package io.groundwork.sandbox;

import io.groundwork.identity.Route;
import io.groundwork.identity.Route.Things;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/**
 * Puts the gallery into the authorization table; without a row nobody could open it.
 */
@Configuration(proxyBeanMethods = false)
class GalleryRoutes {

	@Bean
	Route components() {
		return Route.signedIn(HttpMethod.GET, "/sandbox/components", Things.NONE);
	}

	@Bean
	Route componentErrors() {
		return Route.signedIn(HttpMethod.GET, "/sandbox/components/errors/{status}", Things.NONE);
	}

}

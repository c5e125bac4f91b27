package io.groundwork.web;

import java.time.Duration;
import java.util.Map;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.VersionResourceResolver;

/**
 * The files that pages are made of. Pages name them by their fingerprint, so a file under
 * one name never changes and browsers need not ask again.
 */
@Configuration(proxyBeanMethods = false)
class StaticFiles implements WebMvcConfigurer {

	private static final Map<String, String> FOLDERS = Map.of("/css/", "classpath:/static/css/", "/js/",
			"classpath:/static/js/", "/img/", "classpath:/static/img/", "/webjars/",
			"classpath:/META-INF/resources/webjars/");

	/**
	 * Whether a path leads to one of them.
	 */
	static boolean at(String path) {
		return FOLDERS.keySet().stream().anyMatch(path::startsWith);
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		FOLDERS.forEach((path, folder) -> registry.addResourceHandler(path + "**")
			.addResourceLocations(folder)
			.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
			.resourceChain(true)
			.addResolver(new VersionResourceResolver().addContentVersionStrategy("/**")));
	}

}

package io.groundwork.web;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.MessageSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The gallery with nothing behind it: no database, no sign-in. {@code main} serves it for
 * somebody who works on the look.
 */
@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, MessageSourceAutoConfiguration.class,
		TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
		WebMvcAutoConfiguration.class, HttpEncodingAutoConfiguration.class, ThymeleafAutoConfiguration.class })
@Import({ EveryPage.class, LookController.class, StaticFiles.class, Times.class })
@ComponentScan(basePackages = "io.groundwork.sandbox", useDefaultFilters = false,
		includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.Gallery"))
class GalleryServer {

	static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
			+ "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	static final String BARE = "/bare";

	private static final Navigation SECTIONS = new Navigation(List.of(new Navigation.Item("Home", "/", "home"),
			new Navigation.Item("Components", "/sandbox/components", "components"),
			new Navigation.Item("To approve", "/inbox", "inbox", 3), new Navigation.Item("Audit", "/audit", "audit"),
			new Navigation.Item("Tokens", "/tokens", "tokens")));

	public static void main(String[] args) {
		System.out.println(address(start(Clock.systemUTC(), args)) + "/sandbox/components");
	}

	static ConfigurableApplicationContext start(Clock clock, String... args) {
		SpringApplication application = new SpringApplication(GalleryServer.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("clock", clock));
		// As arguments, since application.yaml would win over defaults.
		return application
			.run(Stream
				.concat(Stream.of("--groundwork.web.port=0", "--server.address=127.0.0.1",
						"--spring.thymeleaf.cache=false", "--spring.main.banner-mode=off"), Stream.of(args))
				.toArray(String[]::new));
	}

	static String address(ConfigurableApplicationContext context) {
		return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Bean
	Filter policyAndVisitor() {
		return (request, response, chain) -> {
			((HttpServletResponse) response).setHeader("Content-Security-Policy", POLICY);
			if (!((HttpServletRequest) request).getRequestURI().equals(BARE)) {
				request.setAttribute("visitor", new Visitor("platform-1", List.of("reviewer", "platform")));
				request.setAttribute("navigation", SECTIONS);
			}
			chain.doFilter(request, response);
		};
	}

	/**
	 * The least that a page can be, before anybody has signed in.
	 */
	@Bean
	WebMvcConfigurer bare() {
		return new WebMvcConfigurer() {

			@Override
			public void addViewControllers(ViewControllerRegistry registry) {
				registry.addViewController(BARE).setViewName("bare");
			}

		};
	}

}

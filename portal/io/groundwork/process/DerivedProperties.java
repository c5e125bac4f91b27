package io.groundwork.process;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Translates settings of ours that Spring must know before there is any bean. A value
 * that is wrong is left for the validation, which says so in a sentence.
 */
class DerivedProperties implements EnvironmentPostProcessor, Ordered {

	@Override
	public int getOrder() {
		// After the files with settings were read.
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> derived = new HashMap<>();
		if (!text(environment, "groundwork.roles", "web,worker").toLowerCase(java.util.Locale.ROOT).contains("web")) {
			// No door for browsers; health and metrics keep theirs.
			derived.put("server.port", "-1");
		}
		String traces = text(environment, "groundwork.management.traces", "");
		if (!traces.isEmpty()) {
			derived.put("management.opentelemetry.tracing.export.otlp.endpoint", traces);
			derived.put("management.tracing.sampling.probability",
					text(environment, "groundwork.management.traces-share", "0.1"));
		}
		else {
			derived.put("management.tracing.export.enabled", "false");
		}
		if ("json".equalsIgnoreCase(text(environment, "groundwork.management.logs", "text"))) {
			derived.put("logging.structured.format.console", "ecs");
		}
		if (Boolean.parseBoolean(text(environment, "groundwork.web.behind-proxy", "false"))) {
			derived.put("server.forward-headers-strategy", "native");
		}
		if (text(environment, "groundwork.web.address", "").startsWith("https:")) {
			derived.put("server.servlet.session.cookie.secure", "true");
			derived.put("server.servlet.session.cookie.name", "__Host-groundwork");
		}
		derived.put("spring.datasource.hikari.maximum-pool-size",
				text(environment, "groundwork.database.connections", "20"));
		environment.getPropertySources().addFirst(new MapPropertySource("groundwork", derived));
	}

	private static String text(ConfigurableEnvironment environment, String name, String otherwise) {
		try {
			return Binder.get(environment).bind(name, String.class).orElse(otherwise);
		}
		catch (RuntimeException ex) {
			return otherwise;
		}
	}

}

package io.groundwork.runs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.approvals.Agreement;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What tests of runs have in common: a portal, and environments to run something in.
 */
final class Place {

	private final Portal portal;

	Place(Portal portal) {
		this.portal = portal;
	}

	Portal portal() {
		return this.portal;
	}

	<T> T bean(Class<T> type) {
		return this.portal.bean(type);
	}

	JdbcClient jdbc() {
		return bean(JdbcClient.class);
	}

	/**
	 * Carries a plan out as if whoever has to agree had agreed to it.
	 */
	long carryOut(long plan, String digest, String by, String reason) {
		Agreement.to(jdbc(), digest);
		return bean(Runs.class).carryOut(plan, digest, by, reason);
	}

	/**
	 * Where the portal's own worker has its runs.
	 */
	Path folder() {
		return Path.of(this.portal.context().getEnvironment().getRequiredProperty("groundwork.runs.folder"));
	}

	Environment environment(EnvironmentKind kind) {
		return environment(kind, null);
	}

	Environment environment(EnvironmentKind kind, @Nullable Environment host) {
		String name = kind.word().substring(0, 4) + "-" + UUID.randomUUID().toString().substring(0, 8);
		return bean(Environments.class).add(name, kind, "payments", host, "test");
	}

	String configuration(String main) {
		return configuration(Map.of("main.tf", main));
	}

	String configuration(Map<String, String> files) {
		Map<String, byte[]> content = new TreeMap<>();
		files.forEach((path, text) -> content.put(path, text.getBytes(StandardCharsets.UTF_8)));
		return bean(Configurations.class).keep(content, "test");
	}

	/**
	 * A worker that exists on paper.
	 */
	long worker() {
		return bean(Workers.class).add("elsewhere", Path.of("/nowhere/" + UUID.randomUUID()), 4, Duration.ofMinutes(5));
	}

	long ask(Order order) {
		return bean(Runs.class).ask(order);
	}

	Run run(long number) {
		return bean(Runs.class).get(number);
	}

}

package io.groundwork.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Temporary;
import io.groundwork.bench.Figure;
import io.groundwork.bench.Readers;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import tools.jackson.databind.json.JsonMapper;

/**
 * What getting into a cluster costs, with a real API server and the real kubectl.
 */
public final class AccessBench {

	private static final int WARM = 5;

	private static final int TIMES = 60;

	private static final double MOST = 1.3;

	private AccessBench() {
	}

	public static List<Figure> run() throws IOException {
		try (Portal portal = Portal.start(Map.of("groundwork.roles", "web"));
				OpenCluster cluster = OpenCluster.to(portal)) {
			Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
			return List.of(plugin(portal, environment));
		}
	}

	/**
	 * By the plugin, to the same with a file.
	 */
	private static Figure plugin(Portal portal, Environment environment) throws IOException {
		Terminal terminal = new Terminal(Temporary.folder("groundwork-bench"));
		try {
			Guest person = portal.signedIn("engineer-1");
			try (Terminal.Login login = terminal.login(portal.address())) {
				String address = login.address();
				person.submit("/device", "/device/confirm", Map.of("code", address.replaceAll(".*code=", "")));
				login.end();
			}
			terminal.works("kubectl", "groundwork", "use", environment.name(), "--reason", "To measure");
			// Of another person, since two of one grant would end each other's.
			Path file = terminal.home().resolve("plain.yaml");
			Files.writeString(file, plain(portal, environment));
			List<Double> plugged = new ArrayList<>();
			List<Double> plain = new ArrayList<>();
			for (int i = 0; i < WARM + TIMES; i++) {
				double one = timed(terminal, terminal.kubeconfig());
				double other = timed(terminal, file);
				if (i >= WARM) {
					plugged.add(one);
					plain.add(other);
				}
			}
			double ratio = Readers.percentile(plugged, 50) / Readers.percentile(plain, 50);
			return new Figure("access.exec.ratio", ratio, "times", MOST, ratio <= MOST, String.format(Locale.ROOT,
					"kubectl get pods by the plugin with its token in memory, %.0f ms, to the same with a kubeconfig, %.0f ms; medians of %d in turn",
					Readers.percentile(plugged, 50) / 1e6, Readers.percentile(plain, 50) / 1e6, TIMES));
		}
		finally {
			terminal.says("kubectl", "groundwork", "logout");
		}
	}

	private static String plain(Portal portal, Environment environment) {
		String token = portal.signedIn("engineer-2").makeToken("to measure", "read", "write");
		var asked = portal.guest()
			.call("POST", "/api/v1/grants", token, """
					{"environment":"%s","role":"viewer","minutes":60,"reason":"To measure"}"""
				.formatted(environment.name()));
		long number = JsonMapper.shared().readTree(asked.body()).path("number").asLong();
		return portal.guest().call("POST", "/api/v1/grants/%d/kubeconfig".formatted(number), token, "").body();
	}

	private static double timed(Terminal terminal, Path kubeconfig) {
		long begun = System.nanoTime();
		terminal.works("kubectl", "--kubeconfig", kubeconfig.toString(), "get", "pods");
		return System.nanoTime() - begun;
	}

}

package io.groundwork.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of this machine that the sandbox listens on.
 *
 * @param portal of the pages and the API
 * @param management of health and metrics
 * @param issuer of the sign-in provider
 * @param database of PostgreSQL
 */
record Ports(int portal, int management, int issuer, int database) {

	private static final String BASE = "PORT";

	private static final int DEFAULT = 8400;

	/**
	 * Reads them from environment variables: one each, or the first of four in a row.
	 */
	static Ports of(Map<String, String> environment) {
		int base = port(environment, BASE, DEFAULT);
		return new Ports(port(environment, "GROUNDWORK_PORTAL_PORT", base),
				port(environment, "GROUNDWORK_MANAGEMENT_PORT", base + 1),
				port(environment, "GROUNDWORK_ISSUER_PORT", base + 2),
				port(environment, "GROUNDWORK_DATABASE_PORT", base + 3));
	}

	/**
	 * Refuses ports that somebody has, before anything is started.
	 */
	void check() {
		Map<Integer, String> seen = new LinkedHashMap<>();
		byVariable().forEach((variable, port) -> {
			String other = seen.putIfAbsent(port, variable);
			if (other != null) {
				throw new CannotStartException("%s and %s are both %d. Give each its own port, or set only %s."
					.formatted(other, variable, port, BASE));
			}
			if (isTaken(port)) {
				throw new CannotStartException("""
						Port %d is in use%s.
						End that, or choose another port: %s=%d make run, or %s=9400 make run to move all four."""
					.formatted(port, PortOwner.of(port).map(" by "::concat).orElse(""), variable, port + 1000, BASE));
			}
		});
	}

	private Map<String, Integer> byVariable() {
		Map<String, Integer> ports = new LinkedHashMap<>();
		ports.put("GROUNDWORK_PORTAL_PORT", this.portal);
		ports.put("GROUNDWORK_MANAGEMENT_PORT", this.management);
		ports.put("GROUNDWORK_ISSUER_PORT", this.issuer);
		ports.put("GROUNDWORK_DATABASE_PORT", this.database);
		return ports;
	}

	private static boolean isTaken(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// A port that was closed a moment ago may be opened again.
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static int port(Map<String, String> environment, String variable, int otherwise) {
		String value = environment.getOrDefault(variable, "");
		if (value.isBlank()) {
			return otherwise;
		}
		try {
			int port = Integer.parseInt(value.strip());
			if (port >= 1024 && port <= 65532) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below, like a number out of range.
		}
		throw new CannotStartException(
				"%s is \"%s\", and must be a number from 1024 to 65532.".formatted(variable, value));
	}

}

package io.groundwork.sandbox;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The ports of this machine that the sandbox listens on.
 */
final class Ports {

	private static final String BASE = "PORT";

	private static final int DEFAULT = 8400;

	/**
	 * From here on there are enough for all in a row.
	 */
	private static final int HIGHEST = 65536 - Part.values().length;

	private final Map<Part, Integer> ports;

	private Ports(Map<Part, Integer> ports) {
		this.ports = ports;
	}

	/**
	 * Reads them from environment variables: one each, or the first of all in a row.
	 */
	static Ports of(Map<String, String> environment) {
		int base = port(environment, BASE, DEFAULT);
		Map<Part, Integer> ports = new EnumMap<>(Part.class);
		for (Part part : Part.values()) {
			ports.put(part, port(environment, part.variable(), base + part.ordinal()));
		}
		return new Ports(ports);
	}

	int of(Part part) {
		return Objects.requireNonNull(this.ports.get(part));
	}

	/**
	 * Refuses ports that somebody has, before anything is started.
	 */
	void check() {
		Map<Integer, String> seen = new LinkedHashMap<>();
		this.ports.forEach((part, port) -> {
			String other = seen.putIfAbsent(port, part.variable());
			if (other != null) {
				throw new CannotStartException("%s and %s are both %d. Give each its own port, or set only %s."
					.formatted(other, part.variable(), port, BASE));
			}
			if (isTaken(port) || part == Part.DNS && isTakenForDatagrams(port)) {
				throw new CannotStartException("""
						Port %d is in use%s.
						End that, or choose another port: %s=%d make run, or %s=9400 make run to move all.""".formatted(
						port, PortOwner.of(port).map(" by "::concat).orElse(""), part.variable(), port + 1000, BASE));
			}
		});
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

	private static boolean isTakenForDatagrams(int port) {
		try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
			return !socket.isBound();
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
			if (port >= 1024 && port <= HIGHEST) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below, like a number out of range.
		}
		throw new CannotStartException(
				"%s is \"%s\", and must be a number from 1024 to %d.".formatted(variable, value, HIGHEST));
	}

	/**
	 * What listens.
	 */
	enum Part {

		/**
		 * The pages and the API.
		 */
		PORTAL,

		/**
		 * Health and metrics.
		 */
		MANAGEMENT,

		/**
		 * The sign-in provider.
		 */
		ISSUER,

		/**
		 * PostgreSQL.
		 */
		DATABASE,

		/**
		 * The Linode API.
		 */
		LINODE,

		/**
		 * The object storage of Linode.
		 */
		S3,

		/**
		 * The name server of Linode.
		 */
		DNS;

		String variable() {
			return "GROUNDWORK_%s_PORT".formatted(name());
		}

	}

}

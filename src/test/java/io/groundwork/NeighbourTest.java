package io.groundwork;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two JVMs test at the same time, and have nothing in common that one could change for
 * the other.
 */
class NeighbourTest {

	private static final String TOLD = "told: ";

	private final Portal portal = Portal.shared();

	@Test
	void twoJvmsShareNothingThatTheyChange() throws Exception {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				Neighbour.class.getName())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader output = process.inputReader()) {
			Map<String, String> theirs = told(output);
			Map<String, String> ours = places(this.portal);
			assertThat(theirs.keySet()).isEqualTo(ours.keySet());
			assertThat(theirs).allSatisfy((name, value) -> assertThat(value).isNotEqualTo(ours.get(name)));
			process.getOutputStream().close();
			output.transferTo(java.io.Writer.nullWriter());
			assertThat(process.waitFor()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		// It took only its own with it.
		assertThat(this.portal.signedIn("engineer-1").get("/me").statusCode()).isEqualTo(200);
	}

	private static Map<String, String> told(BufferedReader output) throws IOException {
		Map<String, String> told = new TreeMap<>();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.equals(TOLD)) {
				return told;
			}
			if (line.startsWith(TOLD)) {
				String[] parts = line.substring(TOLD.length()).split("=", 2);
				told.put(parts[0], parts[1]);
			}
		}
		throw new AssertionError("The other JVM ended without having told anything: " + told);
	}

	/**
	 * Where a portal listens, what it talks to and what it writes to.
	 */
	private static Map<String, String> places(Portal portal) {
		Map<String, String> places = new TreeMap<>();
		Environment environment = portal.context().getEnvironment();
		for (String name : new String[] { "groundwork.database.url", "groundwork.identity.issuer",
				"groundwork.web.address", "groundwork.web.port", "groundwork.management.port",
				"groundwork.storage.folder", "groundwork.storage.keys", "groundwork.audit.signing-key",
				"groundwork.runs.folder" }) {
			places.put(name, environment.getRequiredProperty(name));
		}
		places.put("another port", Integer.toString(Ports.free()));
		return places;
	}

	/**
	 * The other JVM: starts what tests start, says where, and waits for its end.
	 */
	static final class Neighbour {

		private Neighbour() {
		}

		public static void main(String[] arguments) throws IOException {
			places(Portal.shared()).forEach((name, value) -> System.out.println(TOLD + name + "=" + value));
			System.out.println(TOLD);
			System.in.readAllBytes();
			System.exit(0);
		}

	}

}

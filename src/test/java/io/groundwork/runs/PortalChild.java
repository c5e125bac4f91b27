package io.groundwork.runs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.groundwork.Ports;
import tools.jackson.databind.json.JsonMapper;

/**
 * A portal in a process of its own, which can be killed.
 */
final class PortalChild implements AutoCloseable {

	private static final Duration MOST = Duration.ofSeconds(180);

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final Process process;

	private final int health;

	private final Path log;

	private PortalChild(Process process, int health, Path log) {
		this.process = process;
		this.health = health;
		this.log = log;
		// Whatever happens to this process, that one is not left behind.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	/**
	 * Starts one, and does not wait for it.
	 */
	static PortalChild start(Map<String, Object> settings, Path log) {
		return start(settings, log, 300);
	}

	/**
	 * Starts one with a heap of so many megabytes.
	 */
	static PortalChild start(Map<String, Object> settings, Path log, int heap) {
		Map<String, Object> all = new LinkedHashMap<>(settings);
		int health = Ports.free();
		all.put("groundwork.management.port", health);
		all.put("server.address", "127.0.0.1");
		all.put("management.server.address", "127.0.0.1");
		ProcessBuilder builder = new ProcessBuilder(command(heap)).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().put("JAVA_OPTS", "-Xmx%dm".formatted(heap));
		// Through the environment, so that passwords are not in the list of processes.
		builder.environment().put("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(all));
		try {
			return new PortalChild(builder.start(), health, log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What goes to production if it has been built, since it starts faster.
	 */
	private static List<String> command(int heap) {
		Path dist = Path.of(System.getProperty("groundwork.dist", "none"), "groundwork");
		if (Files.isExecutable(dist)) {
			return List.of(dist.toAbsolutePath().toString());
		}
		String classes = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((part) -> !part.contains("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
		return new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx%dm".formatted(heap),
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
						"--sun-misc-unsafe-memory-access=allow", "-cp", classes, "io.groundwork.Groundwork"));
	}

	PortalChild awaitReady() {
		long end = System.nanoTime() + MOST.toNanos();
		try {
			while (this.process.isAlive() && System.nanoTime() < end) {
				if (ready()) {
					return this;
				}
				this.process.waitFor(50, TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new IllegalStateException("A portal did not get ready; see " + this.log);
	}

	private boolean ready() throws InterruptedException {
		try {
			return HTTP
				.send(HttpRequest
					.newBuilder(URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(this.health)))
					.timeout(Duration.ofSeconds(5))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	long pid() {
		return this.process.pid();
	}

	boolean alive() {
		return this.process.isAlive();
	}

	/**
	 * Tells it STOP, to hear and say nothing, or CONT, to go on.
	 */
	void signal(String signal) {
		try {
			new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends it as a power cut would.
	 */
	void kill() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Asks it to end, and waits until it has.
	 */
	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}

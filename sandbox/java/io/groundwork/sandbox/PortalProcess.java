package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

/**
 * The portal as it runs in production: a process of its own, started by its script.
 */
public final class PortalProcess implements AutoCloseable {

	private static final Duration MOST = Duration.ofSeconds(240);

	private final Process process;

	private final URI address;

	private final Path log;

	private Duration readyAfter = Duration.ZERO;

	private Duration cpuAtReady = Duration.ZERO;

	private PortalProcess(Process process, URI address, Path log) {
		this.process = process;
		this.address = address;
		this.log = log;
		// Whatever happens to this process, that one is not left behind.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	/**
	 * Starts it and waits until it says that it is ready.
	 * @param script the script that starts it
	 * @param options more options for its JVM
	 */
	public static PortalProcess start(Path script, List<String> options, Surroundings around) {
		int port = FreePort.next();
		int managementPort = FreePort.next();
		String address = "http://localhost:" + port;
		around.issuer().trust(address);
		ProcessBuilder builder = new ProcessBuilder(script.toAbsolutePath().toString())
			.directory(around.folder().toFile())
			.redirectErrorStream(true)
			.redirectOutput(around.log().toFile());
		builder.environment().put("JAVA_OPTS", String.join(" ", options));
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		// Through the environment, so that passwords are not in the list of processes.
		builder.environment()
			.put("SPRING_APPLICATION_JSON",
					JsonMapper.shared().writeValueAsString(around.settings(port, managementPort)));
		try {
			long begin = System.nanoTime();
			PortalProcess portal = new PortalProcess(builder.start(), URI.create(address), around.log());
			portal.awaitReady(URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(managementPort)),
					begin);
			return portal;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("%s could not be started".formatted(script), ex);
		}
	}

	private void awaitReady(URI health, long begin) {
		HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
		try (HttpClient http = HttpClient.newHttpClient()) {
			while (System.nanoTime() - begin < MOST.toNanos() && this.process.isAlive()) {
				if (isReady(http, request)) {
					this.readyAfter = Duration.ofNanos(System.nanoTime() - begin);
					this.cpuAtReady = cpu();
					return;
				}
				// Often enough for the figure, seldom enough not to be in the way.
				this.process.waitFor(20, TimeUnit.MILLISECONDS);
			}
			String end = this.process.isAlive() ? "was not ready after " + MOST
					: "ended with exit code " + this.process.exitValue();
			this.process.destroyForcibly().waitFor();
			throw new IllegalStateException("The portal %s. It said:%n%s".formatted(end, Files.readString(this.log)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isReady(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
		try {
			return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	public URI address() {
		return this.address;
	}

	/**
	 * From the start of the process to its first answer that it is ready.
	 */
	public Duration readyAfter() {
		return this.readyAfter;
	}

	/**
	 * The processor time that it had used by then.
	 */
	public Duration cpuAtReady() {
		return this.cpuAtReady;
	}

	public Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/**
	 * The memory that it holds now, in megabytes, as the kernel counts it.
	 */
	public double residentMegabytes() {
		try {
			return Files.readAllLines(Path.of("/proc", Long.toString(this.process.pid()), "status"))
				.stream()
				.filter((line) -> line.startsWith("VmRSS:"))
				.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Only Linux tells what a process holds", ex);
		}
	}

	/**
	 * Asks it to end and waits until it has, and has written what it writes then.
	 */
	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
				throw new IllegalStateException("The portal did not end by itself; see " + this.log);
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}

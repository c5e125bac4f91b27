package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.Proof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole sandbox, started and ended again and again: what was made is there the next
 * time, and when it has ended nothing goes on.
 */
@Tag("proof")
class SandboxLifeTests {

	private static final Duration SOON = Duration.ofMinutes(2);

	/**
	 * Seldom enough for the API's limits, which are the real ones.
	 */
	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@TempDir
	private Path folder;

	private final Map<String, Integer> ports = new LinkedHashMap<>();

	private final List<ProcessHandle> seen = new ArrayList<>();

	@AfterEach
	void endWhatATestHasLeft() {
		this.seen.forEach(ProcessHandle::destroyForcibly);
	}

	@Test
	void endsWithoutATraceHoweverOftenAndFindsWhatItHad() throws Exception {
		int starts = Proof.size("sandbox.starts", 2, 10);
		for (Ports.Part part : Ports.Part.values()) {
			this.ports.put(part.variable(), io.groundwork.Ports.free());
		}
		Set<String> kept = Set.of();
		for (int start = 0; start < starts; start++) {
			Process sandbox = start();
			awaitReady(sandbox);
			if (start == 0) {
				make();
			}
			awaitLife();
			List<ProcessHandle> all = processes(sandbox);
			this.seen.addAll(all);
			// A control plane is five, and each of the two PostgreSQL servers as many.
			assertThat(all).as("what runs").hasSizeGreaterThan(15);
			// The first one is killed, as the worst beginning.
			boolean kill = start == 0;
			if (kill) {
				sandbox.destroyForcibly();
			}
			else {
				sandbox.destroy();
			}
			assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue();
			if (!kill) {
				Eventually.that(Duration.ofSeconds(60), () -> alive().isEmpty());
				assertThat(open()).as("ports").isEmpty();
				Set<String> now = names(this.folder.resolve("data"), 3);
				assertThat(now).doesNotContain("sandbox.json", "linode.env", "groundwork-tmp");
				if (!kept.isEmpty()) {
					assertThat(now).isEqualTo(kept);
				}
				kept = now;
			}
		}
	}

	private Process start() throws IOException {
		// That of a killed one says nothing of this one.
		Files.deleteIfExists(this.folder.resolve("data").resolve("sandbox.json"));
		Path temporary = Files.createDirectories(this.folder.resolve("data").resolve("groundwork-tmp"));
		ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary, "-cp",
				System.getProperty("java.class.path"), Sandbox.class.getName(), this.folder.resolve("data").toString());
		this.ports.forEach((variable, port) -> builder.environment().put(variable, port.toString()));
		// It is not make that starts it.
		builder.environment().keySet().removeIf((name) -> name.startsWith("MAKE"));
		return builder.redirectErrorStream(true).redirectOutput(this.folder.resolve("said").toFile()).start();
	}

	/**
	 * Its own, and the servers that went their own way but are known by their folder.
	 */
	private List<ProcessHandle> processes(Process sandbox) {
		String data = this.folder.resolve("data").toString();
		return Stream
			.concat(Stream.of(sandbox.toHandle()),
					ProcessHandle.allProcesses()
						.filter((process) -> process.info().commandLine().orElse("").contains(data)))
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.distinct()
			.toList();
	}

	private void awaitReady(Process sandbox) throws IOException {
		Path file = this.folder.resolve("data").resolve("sandbox.json");
		Eventually.that(SOON, () -> Files.exists(file) || !sandbox.isAlive());
		assertThat(sandbox.isAlive()).as(Files.readString(this.folder.resolve("said"))).isTrue();
	}

	private void make() {
		ask("POST", "lke/clusters",
				"""
						{"label":"kept","region":"fr-par","k8s_version":"1.35","node_pools":[{"type":"g6-standard-2","count":1}]}""");
		ask("POST", "databases/postgresql/instances", """
				{"label":"kept","region":"fr-par","type":"g6-nanode-1","engine":"postgresql/17","cluster_size":1,
				"allow_list":["127.0.0.1/32"]}""");
		ask("POST", "object-storage/buckets", """
				{"label":"kept","region":"fr-par"}""");
	}

	/**
	 * Everything that was made is there and alive.
	 */
	private void awaitLife() {
		long cluster = first("lke/clusters").path("id").asLong();
		Eventually.that(SOON, PAUSE, () -> {
			JsonNode pool = first("lke/clusters/%d/pools".formatted(cluster));
			return "ready".equals(pool.path("nodes").path(0).path("status").asString("")) && isOpen(URI
				.create(first("lke/clusters/%d/api-endpoints".formatted(cluster)).path("endpoint")
					.asString("https://127.0.0.1:1"))
				.getPort());
		});
		Eventually.that(SOON, PAUSE, () -> {
			JsonNode database = first("databases/postgresql/instances");
			return "active".equals(database.path("status").asString("")) && isOpen(database.path("port").asInt());
		});
		assertThat(first("object-storage/buckets").path("label").asString()).isEqualTo("kept");
	}

	private JsonNode first(String path) {
		return ask("GET", path, "").path("data").path(0);
	}

	private JsonNode ask(String method, String path, String body) {
		try {
			JsonNode sandbox = JsonMapper.shared()
				.readTree(Files.readAllBytes(this.folder.resolve("data").resolve("sandbox.json")));
			HttpRequest request = HttpRequest
				.newBuilder(URI.create(sandbox.path("linode").asString() + "/v4beta/" + path))
				.header("Authorization", "Bearer " + sandbox.path("linodeToken").asString())
				.method(method, HttpRequest.BodyPublishers.ofString(body))
				.build();
			HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
			if (!"GET".equals(method)) {
				assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			}
			return JsonMapper.shared().readTree(answer.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What was ever seen and is still there.
	 */
	private List<String> alive() {
		return this.seen.stream()
			// One that has ended and that nobody has asked for its status has no command.
			.filter((process) -> process.isAlive() && process.info().command().isPresent())
			.map((process) -> process.pid() + " " + process.info().commandLine().orElse(""))
			.toList();
	}

	private List<Integer> open() {
		return this.ports.values().stream().filter(SandboxLifeTests::isOpen).toList();
	}

	private static boolean isOpen(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Set<String> names(Path folder, int depth) throws IOException {
		try (Stream<Path> files = Files.walk(folder, depth)) {
			Set<String> names = new TreeSet<>();
			files.filter((file) -> !file.equals(folder))
				.map((file) -> folder.relativize(file).toString())
				// PostgreSQL and the control planes name what they write as they like.
				.filter((name) -> !name.startsWith("postgres/") && !name.matches("linode/clusters/[^/]+/.*"))
				.forEach(names::add);
			return names;
		}
	}

}

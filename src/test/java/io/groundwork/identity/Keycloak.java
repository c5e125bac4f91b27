package io.groundwork.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Keycloak with the realm that docker-compose imports, started from the archive
 * that Maven brings.
 */
final class Keycloak implements AutoCloseable {

	private static final Path ARCHIVES = Path.of("target", "keycloak");

	private static final String ARCHIVE = "keycloak-quarkus-dist-";

	/** Ends the server when this JVM's end of the pipe closes, even if it was killed. */
	private static final String UNTIL_INPUT_CLOSES = """
			exec 3<&0
			"$@" </dev/null 3<&- &
			server=$!
			{ cat <&3 >/dev/null; kill "$server"; } 2>/dev/null &
			watcher=$!
			exec 3<&-
			wait "$server"
			code=$?
			kill "$watcher" 2>/dev/null
			exit "$code"
			""";

	private static final String ADMIN = "administrator";

	private final Path folder;

	private final Process process;

	private final String address;

	private final String clientSecret;

	private final String password;

	private Keycloak(Path folder, Process process, String address, String clientSecret, String password) {
		this.folder = folder;
		this.process = process;
		this.address = address;
		this.clientSecret = clientSecret;
		this.password = password;
	}

	/**
	 * Starts one on any loopback port, its rows in memory.
	 * @param portal the address that people are sent back to
	 */
	static Keycloak start(String portal) {
		String clientSecret = UUID.randomUUID().toString();
		String password = UUID.randomUUID().toString();
		try {
			Path folder = instanceOf(installed());
			Process process = command(
					List.of("sh", "-c", UNTIL_INPUT_CLOSES, "sh", folder.resolve("bin/kc.sh").toString(), "start",
							"--optimized", "--cache=local", "--import-realm", "--http-enabled=true",
							"--http-host=127.0.0.1", "--http-port=0", "--hostname-strict=false"),
					Map.of("PORTAL_ADDRESS", portal, "PORTAL_CLIENT_SECRET", clientSecret, "PEOPLE_PASSWORD", password,
							"KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", password));
			String address = KeycloakOutput.follow(process).address();
			return new Keycloak(folder, process, address, clientSecret, password);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Keycloak did not start", ex);
		}
	}

	String issuer() {
		return this.address + "/realms/groundwork";
	}

	String clientSecret() {
		return this.clientSecret;
	}

	/** The password that every person of the realm has here. */
	String password() {
		return this.password;
	}

	/**
	 * Takes somebody out of a group, as an administrator there would.
	 */
	void leave(String person, String group) throws IOException, InterruptedException {
		try (HttpClient http = HttpClient.newHttpClient()) {
			String token = json(http, HttpRequest
				.newBuilder(URI.create(this.address + "/realms/master/protocol/openid-connect/token"))
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString(
						"grant_type=password&client_id=admin-cli&username=" + ADMIN + "&password=" + this.password)))
				.path("access_token")
				.asString();
			String users = this.address + "/admin/realms/groundwork/users";
			String user = users + "/"
					+ json(http, admin(users + "?exact=true&username=" + person, token)).path(0).path("id").asString();
			for (JsonNode member : json(http, admin(user + "/groups", token)).values()) {
				if (group.equals(member.path("name").asString())) {
					String membership = user + "/groups/" + member.path("id").asString();
					int status = http.send(admin(membership, token).DELETE().build(), BodyHandlers.discarding())
						.statusCode();
					if (status != 204) {
						throw new IllegalStateException("Keycloak kept the membership: " + status);
					}
					return;
				}
			}
			throw new IllegalStateException(person + " is not in " + group);
		}
	}

	private static HttpRequest.Builder admin(String address, String token) {
		return HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token);
	}

	private static JsonNode json(HttpClient http, HttpRequest.Builder request)
			throws IOException, InterruptedException {
		HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
		if (answer.statusCode() != 200) {
			throw new IllegalStateException("Keycloak said " + answer.statusCode() + " to its administrator");
		}
		return JsonMapper.shared().readTree(answer.body());
	}

	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
				this.process.descendants().forEach(ProcessHandle::destroyForcibly);
				this.process.destroyForcibly();
			}
			delete(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The unpacked server, its one-time build done, shared by all builds on this machine.
	 */
	private static Path installed() throws IOException {
		Path archive = archive();
		String version = archive.getFileName().toString().replace(ARCHIVE, "").replace(".tar.gz", "");
		Path cache = Files.createDirectories(cache());
		Path home = cache.resolve("keycloak-" + version);
		try (FileChannel channel = FileChannel.open(cache.resolve("keycloak.lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			if (lock.isValid() && !Files.isDirectory(home)) {
				Path unpacked = Files.createTempDirectory(cache, "keycloak-unpacking-");
				run(List.of("tar", "-xzf", archive.toString(), "-C", unpacked.toString(), "--strip-components=1"));
				run(List.of(unpacked.resolve("bin/kc.sh").toString(), "build", "--db=dev-mem"));
				Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
			}
		}
		return home;
	}

	private static Path archive() throws IOException {
		if (Files.isDirectory(ARCHIVES)) {
			try (Stream<Path> files = Files.list(ARCHIVES)) {
				return files.filter((file) -> file.getFileName().toString().startsWith(ARCHIVE))
					.max(Path::compareTo)
					.orElseThrow(Keycloak::missing)
					.toAbsolutePath();
			}
		}
		throw missing();
	}

	private static IllegalStateException missing() {
		return new IllegalStateException(
				"Keycloak's archive is not in target/keycloak; `mvn process-test-classes` puts it there");
	}

	private static Path cache() {
		String set = System.getenv("GROUNDWORK_CACHE");
		return (set != null) ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache", "groundwork");
	}

	/**
	 * A home of its own for one server: the start script finds its data beside itself,
	 * and everything else is the shared one's.
	 */
	private static Path instanceOf(Path home) throws IOException {
		Path folder = Files.createTempDirectory(ARCHIVES.toAbsolutePath(), "running-");
		Files.createDirectories(folder.resolve("bin"));
		Files.copy(home.resolve("bin/kc.sh"), folder.resolve("bin/kc.sh"), StandardCopyOption.COPY_ATTRIBUTES);
		for (String shared : List.of("lib", "conf", "providers", "themes", "version.txt")) {
			Files.createSymbolicLink(folder.resolve(shared), home.resolve(shared));
		}
		Path imported = Files.createDirectories(folder.resolve("data/import"));
		Files.copy(Path.of("deploy/keycloak/groundwork-realm.json"), imported.resolve("groundwork-realm.json"));
		return folder;
	}

	private static void run(List<String> command) throws IOException {
		KeycloakOutput output = KeycloakOutput.follow(command(command, Map.of()));
		output.awaitSuccess();
	}

	private static Process command(List<String> command, Map<String, String> variables) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().keySet().removeIf((name) -> name.startsWith("KC_") || name.startsWith("JAVA_"));
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
		builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
		builder.environment().putAll(variables);
		return builder.start();
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
				Files.delete(file);
			}
		}
	}

}

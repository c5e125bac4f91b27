package io.groundwork.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ComposeTest {

	private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+(\\.\\d+)?[A-Za-z0-9._-]*");

	private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z0-9_]+)([^}]*)}");

	private final Compose compose;

	private final String text;

	ComposeTest() throws IOException {
		this.compose = Compose.read();
		this.text = Files.readString(Path.of("docker-compose.yml"));
	}

	@Test
	void everyNeighbourIsThere() {
		assertThat(this.compose.services()).containsOnlyKeys("postgres", "keycloak", "s3", "loki", "prometheus",
				"grafana", "k3s", "portal");
	}

	@Test
	void everyImageIsPinnedToAVersion() {
		this.compose.services().forEach((name, service) -> {
			if (name.equals("portal")) {
				assertThat(service).containsKey("build").doesNotContainKey("image");
			}
			else {
				assertThat(service.get("image")).as(name).asString().matches(PINNED).doesNotContain("latest");
			}
		});
	}

	@Test
	void everyServiceTellsItsHealth() {
		this.compose.services().forEach((name, service) -> {
			Map<String, Object> health = Compose.map(service, "healthcheck");
			assertThat(health).as(name).containsKeys("test", "interval", "timeout", "retries");
			assertThat(Compose.list(health, "test")).as(name).hasSizeGreaterThan(1).first().isIn("CMD", "CMD-SHELL");
		});
	}

	@Test
	void whoNeedsAnotherWaitsUntilItIsHealthy() {
		this.compose.services()
			.forEach((name, service) -> Compose.map(service, "depends_on").forEach((other, condition) -> {
				assertThat(this.compose.services()).as(name).containsKey(other);
				assertThat(condition).as(name).isEqualTo(Map.of("condition", "service_healthy"));
			}));
		assertThat(Compose.map(this.compose.service("portal"), "depends_on")).containsOnlyKeys("postgres", "keycloak",
				"s3");
	}

	@Test
	void everyPortIsBoundToLoopback() {
		this.compose.services().forEach((name, service) -> {
			assertThat(Compose.list(service, "ports")).as(name)
				.isNotEmpty()
				.allSatisfy((port) -> assertThat(port).matches("127\\.0\\.0\\.1:\\d+:\\d+"));
			assertThat(service).as(name).doesNotContainKey("network_mode");
		});
		assertThat(
				this.compose.services().values().stream().flatMap((service) -> Compose.list(service, "ports").stream()))
			.extracting((port) -> port.split(":")[1])
			.doesNotHaveDuplicates();
	}

	@Test
	void everyMountIsADeclaredVolumeOrAFileOfTheRepository() {
		this.compose.services().forEach((name, service) -> {
			for (String mount : Compose.list(service, "volumes")) {
				String source = mount.split(":")[0];
				if (source.startsWith(".")) {
					assertThat(Path.of(source)).as(name).exists();
					assertThat(mount).as(name).endsWith(":ro");
				}
				else {
					assertThat(this.compose.map("volumes")).as(name).containsKey(source);
				}
			}
		});
		assertThat(this.compose.map("volumes").keySet()).allSatisfy((volume) -> assertThat(this.compose.services()
			.values()
			.stream()
			.flatMap((service) -> Compose.list(service, "volumes").stream())).as(volume)
			.anyMatch((mount) -> mount.startsWith(volume + ":")));
	}

	@Test
	void thePortalCannotChangeItselfNorGainRights() {
		Map<String, Object> portal = this.compose.service("portal");
		assertThat(portal).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL"));
		assertThat(Compose.list(portal, "security_opt")).contains("no-new-privileges:true");
		assertThat(Compose.list(portal, "tmpfs")).anyMatch((mount) -> mount.startsWith("/tmp"));
		this.compose.services().forEach((name, service) -> {
			if (!name.equals("k3s")) {
				assertThat(service).as(name).doesNotContainKey("privileged");
			}
		});
	}

	@Test
	void itsWorkerHasAProgramAndTheTimeToStop() throws IOException {
		Map<String, Object> portal = this.compose.service("portal");
		assertThat(Compose.map(portal, "build")).containsEntry("target", "worker");
		Duration grace = Duration.parse("PT" + portal.get("stop_grace_period"));
		assertThat(grace).isGreaterThan(
				byDefault("groundwork.runs.drain").plus(byDefault("groundwork.runs.grace")).plus(requests()));
		assertThat(Compose.list(portal, "tmpfs")).as("where providers are started from")
			.anyMatch((mount) -> mount.startsWith("/tmp") && mount.contains("exec"));
	}

	@Test
	void everyVariableOfThePortalIsASettingThatItReads() {
		Map<String, Object> variables = Compose.map(this.compose.service("portal"), "environment");
		Settings settings = Settings.read();
		assertThat(variables.keySet()).as("misspelt, or a setting that is gone")
			.hasSizeGreaterThan(20)
			.allMatch((variable) -> variable.startsWith("GROUNDWORK_"))
			.allMatch(settings::has);
		this.compose.services().forEach((name, service) -> {
			if (!name.equals("portal")) {
				assertThat(Compose.map(service, "environment").keySet()).as(name)
					.noneMatch((variable) -> variable.startsWith("GROUNDWORK_"));
			}
		});
	}

	@Test
	void aMisspeltVariableIsFound() {
		JsonNode metadata = JsonMapper.shared().readTree("""
				{"properties": [
				  {"name": "groundwork.storage.s3.access-key", "type": "java.lang.String"},
				  {"name": "groundwork.identity.teams", "type": "java.util.Map<java.lang.String,java.lang.String>"},
				  {"name": "groundwork.days", "type": "java.util.Map<java.time.DayOfWeek,java.lang.String>"},
				  {"name": "groundwork.roles", "type": "java.util.Set<io.groundwork.Role>"}
				]}""");
		Settings settings = Settings.of(metadata);
		assertThat(List.of("GROUNDWORK_STORAGE_S3_ACCESSKEY", "GROUNDWORK_IDENTITY_TEAMS_PAYMENTS", "GROUNDWORK_ROLES",
				"GROUNDWORK_ROLES_0", "GROUNDWORK_DAYS_MONDAY"))
			.allMatch(settings::has);
		assertThat(List.of("GROUNDWORK_STORAGE_S3_ACCESS_KEY", "GROUNDWORK_STORAGE_S3_ACCESSKEYS", "GROUNDWORK_STORAGE",
				"GROUNDWORK_IDENTITY_TEAMS", "GROUNDWORK_IDENTITY_TEAM_PAYMENTS", "GROUNDWORK_ROLES_WEB",
				"GROUNDWORK_DAYS_MUNDAY"))
			.noneMatch(settings::has);
	}

	@Test
	void allThatItNeedsIsMadeOnceAndForItsOwnerOnly(@TempDir Path folder) throws Exception {
		Path made = folder.resolve("made");
		makeSecrets(made);
		Map<Path, String> first = contents(made);
		assertThat(variables(made)).containsAll(references()).doesNotHaveDuplicates();
		assertThat(this.compose.map("secrets").values()).extracting((secret) -> ((Map<?, ?>) secret).get("file"))
			.allSatisfy((file) -> assertThat(made.resolve(Path.of(".compose").relativize(Path.of((String) file))))
				.isRegularFile());
		for (Path file : first.keySet()) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		}
		makeSecrets(made);
		assertThat(contents(made)).isEqualTo(first);
	}

	@Test
	void noValueIsLeftToChance() {
		assertThat(REFERENCE.matcher(this.text).results()).isNotEmpty()
			.allSatisfy((reference) -> assertThat(reference.group(2)).isEqualTo(":?run make up"));
	}

	private static Duration byDefault(String setting) throws IOException {
		JsonNode metadata = JsonMapper.shared()
			.readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
		return metadata.get("properties")
			.valueStream()
			.filter((property) -> property.get("name").asString().equals(setting))
			.map((property) -> Duration.parse("PT" + property.get("defaultValue").asString()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * How long requests that are under way have.
	 */
	private static Duration requests() throws IOException {
		return Pattern.compile("timeout-per-shutdown-phase: (\\d+s)")
			.matcher(Files.readString(Path.of("src/main/resources/application.yaml")))
			.results()
			.map((setting) -> Duration.parse("PT" + setting.group(1)))
			.findFirst()
			.orElseThrow();
	}

	private List<String> references() {
		return REFERENCE.matcher(this.text).results().map((reference) -> reference.group(1)).distinct().toList();
	}

	private static List<String> variables(Path made) throws IOException {
		return Pattern.compile("(?m)^([A-Z0-9_]+)=.+$")
			.matcher(Files.readString(made.resolve("env")))
			.results()
			.map((MatchResult line) -> line.group(1))
			.toList();
	}

	private static void makeSecrets(Path folder) throws Exception {
		Process process = new ProcessBuilder("scripts/compose-secrets", folder.toString()).redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
	}

	private static Map<Path, String> contents(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return new TreeSet<>(files.toList()).stream().collect(Collectors.toMap((file) -> file, ComposeTest::read));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

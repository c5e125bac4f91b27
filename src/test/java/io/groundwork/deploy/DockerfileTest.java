package io.groundwork.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class DockerfileTest {

	/** Continued lines joined, comments gone: one instruction a line. */
	private final List<String> instructions;

	DockerfileTest() throws IOException {
		this.instructions = Files.readString(Path.of("Dockerfile"))
			.replaceAll("(?m)^#.*\\n", "")
			.replaceAll("\\\\\\n\\s*", " ")
			.lines()
			.filter((line) -> !line.isBlank())
			.toList();
	}

	@Test
	void everyBaseIsPinned() {
		List<String> stages = all("FROM").stream()
			.filter((from) -> from.contains(" AS "))
			.map((from) -> from.replaceFirst(".* AS ", ""))
			.toList();
		assertThat(stages).containsExactly("build", "cli", "portal", "program", "rules", "worker");
		assertThat(all("FROM").stream()
			.map((from) -> from.replaceFirst(" AS .*", "")
				.replace("${PROGRAM_IMAGE}", argument("PROGRAM_IMAGE"))
				.replace("${RULES_IMAGE}", argument("RULES_IMAGE")))
			.filter((base) -> !stages.contains(base))).hasSize(5)
			.allMatch((base) -> base.matches("[a-z0-9./-]+:v?\\d+\\.\\d+\\.\\d+[a-z0-9._-]*"));
	}

	@Test
	void onlyTheImageForWorkersHasAProgramAndWhoBuildsItSaysWhichOne() {
		int program = this.instructions.indexOf("FROM ${PROGRAM_IMAGE} AS program");
		assertThat(this.instructions.subList(program, this.instructions.size())).containsExactly(
				"FROM ${PROGRAM_IMAGE} AS program", "FROM ${RULES_IMAGE} AS rules", "FROM portal AS worker",
				"ARG PROGRAM_FILE=/bin/terraform", "ARG RULES_FILE=/conftest",
				"COPY --from=program ${PROGRAM_FILE} /usr/local/bin/",
				"COPY --from=rules ${RULES_FILE} /usr/local/bin/", "FROM portal");
		assertThat(this.instructions.subList(0, program))
			.noneMatch((line) -> line.contains("curl") || line.contains("wget") || line.startsWith("ADD ")
					|| line.contains("--from=program") || line.contains("--from=rules"));
	}

	@Test
	void theUserIsANumberAndNotRoot() {
		assertThat(all("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
	}

	@Test
	void javaIsNotTheFirstProcessAndSignalsReachIt() {
		assertThat(command(all("ENTRYPOINT").getFirst())).startsWith("/portal/entrypoint", "java")
			.endsWith("-jar", "groundwork.jar");
		assertThat(all("COPY")).contains("deploy/entrypoint ./");
		assertThat(all("WORKDIR")).contains("/portal");
		assertThat(Path.of("deploy/entrypoint")).isExecutable();
		assertThat(all("CMD")).isEmpty();
	}

	@Test
	void itTellsItsHealth() {
		String check = all("HEALTHCHECK").getFirst();
		assertThat(command(check.substring(check.indexOf("CMD ") + 4))).startsWith("bash", "-c")
			.last()
			.asString()
			.contains("/actuator/health/readiness");
	}

	@Test
	void layersComeInTheOrderOfHowSeldomTheyChange() {
		assertThat(all("COPY").stream().filter((copy) -> copy.startsWith("--from=build"))).containsExactly(
				"--from=build /build/layers/dependencies/ ./", "--from=build /build/layers/spring-boot-loader/ ./",
				"--from=build /build/layers/snapshot-dependencies/ ./", "--from=build /build/layers/application/ ./");
	}

	@Test
	void nothingButSourcesReachesTheBuild() throws IOException {
		assertThat(Files.readAllLines(Path.of(".dockerignore")).stream().filter((line) -> !line.startsWith("#")))
			.containsExactly("*", "!pom.xml", "!portal/", "!platform/", "!terraform/", "!docs/platform/",
					"!docs/runbooks/", "!deploy/entrypoint", "!cli/", "!scripts/cli", "!src/", "src/test/",
					"**/.terraform/", "**/.infra/", "**/*.tfstate*", "**/*.tfplan");
	}

	private String argument(String name) {
		return all("ARG").stream()
			.filter((argument) -> argument.startsWith(name + "="))
			.map((argument) -> argument.substring(name.length() + 1))
			.findFirst()
			.orElseThrow();
	}

	private List<String> all(String instruction) {
		return this.instructions.stream()
			.filter((line) -> line.startsWith(instruction + " "))
			.map((line) -> line.substring(instruction.length() + 1))
			.toList();
	}

	/** Only the exec form is JSON; a shell form fails here. */
	private static List<String> command(String json) {
		return JsonMapper.shared()
			.readValue(json, JsonMapper.shared().getTypeFactory().constructCollectionType(List.class, String.class));
	}

}

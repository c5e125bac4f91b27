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
		assertThat(all("FROM")).hasSize(2)
			.allMatch((from) -> from.matches("[a-z0-9./-]+:\\d+\\.\\d+\\.\\d+[a-z0-9._-]*( AS \\w+)?"));
	}

	@Test
	void theUserIsANumberAndNotRoot() {
		assertThat(all("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
	}

	@Test
	void signalsReachTheJvm() {
		assertThat(command(all("ENTRYPOINT").getFirst())).startsWith("java").endsWith("-jar", "groundwork.jar");
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
			.containsExactly("*", "!pom.xml", "!portal/", "!src/", "src/test/");
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

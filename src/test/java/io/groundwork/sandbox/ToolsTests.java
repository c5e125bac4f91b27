package io.groundwork.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.groundwork.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolsTests {

	@TempDir
	private Path folder;

	private final Queue<String> progress = new ConcurrentLinkedQueue<>();

	@Test
	void eachIsThereAsSoonAsItIsFoundAndWhatTakesTimeIsTold() throws Exception {
		Path go = this.folder.resolve("go");
		try (Tools tools = find(
				"[ $1 = first ] || { echo 'tools: building' >&2; while ! [ -e %s ]; do :; done; }; echo /there/$1"
					.formatted(go))) {
			assertThat(tools.place("first").get(60, TimeUnit.SECONDS)).isEqualTo(Path.of("/there/first"));
			assertThat(tools.place("second")).isNotDone();
			Files.createFile(go);
			assertThat(tools.place("second").get(60, TimeUnit.SECONDS)).isEqualTo(Path.of("/there/second"));
			Eventually.that(Duration.ofSeconds(60), () -> this.progress.contains("building"));
		}
	}

	@Test
	void whatCannotBeHadIsToldOnceAndKeepsNothingElseAway() throws Exception {
		try (Tools tools = find("""
				case $1 in
					third) echo /there/third ;;
					*) echo 'tools: install Go 1.26 or newer' >&2; exit 1 ;;
				esac""")) {
			for (String missing : List.of("first", "second")) {
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> tools.place(missing).get(60, TimeUnit.SECONDS))
					.withMessageContaining(missing + " cannot be had");
			}
			assertThat(tools.place("third").get(60, TimeUnit.SECONDS)).isEqualTo(Path.of("/there/third"));
			assertThat(this.progress).containsExactly("install Go 1.26 or newer");
		}
	}

	@Test
	void theRealScriptSaysWhatToInstallWithoutGo() throws Exception {
		Path bin = Files.createDirectory(this.folder.resolve("bin"));
		for (String program : List.of("bash", "dirname", "cat", "env")) {
			Files.createSymbolicLink(bin.resolve(program), Path.of("/usr/bin", program));
		}
		ProcessBuilder script = new ProcessBuilder("scripts/tools", "cluster", "versitygw").redirectErrorStream(true);
		script.environment().put("PATH", bin.toString());
		script.environment().put("GROUNDWORK_CACHE", this.folder.resolve("cache").toString());
		Process process = script.start();
		assertThat(new String(process.getInputStream().readAllBytes())).hasLineCount(1)
			.contains("not installed", "install Go 1.26 or newer", "make up");
		assertThat(process.waitFor()).isEqualTo(1);
	}

	@Test
	void anEndEndsTheBuildToo() throws Exception {
		Path pid = this.folder.resolve("pid");
		try (Tools tools = find("sleep 600 & echo $! > %1$s.new; mv %1$s.new %1$s; wait".formatted(pid))) {
			Eventually.that(Duration.ofSeconds(60), () -> Files.exists(pid));
			assertThat(tools.place("first")).isNotDone();
		}
		ProcessHandle build = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElse(null);
		assertThat(build == null || build.onExit().get(60, TimeUnit.SECONDS) != null).isTrue();
	}

	private Tools find(String script) throws IOException {
		Path file = Files.createFile(this.folder.resolve("tools"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.writeString(file, "#!/bin/bash\n" + script + "\n");
		return Tools.find(file, List.of("first", "second", "third"), this.progress::add);
	}

}

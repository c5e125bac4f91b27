package io.groundwork.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.groundwork.Eventually;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first process of a container, in a world of processes of its own as a container
 * has: real Java, a real supervisor, and a script for Terraform.
 */
class EntrypointTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** Whatever is in there ends with the first of it. */
	private static final List<String> WORLD = new ArrayList<>(
			List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	private @Nullable Process world;

	@BeforeAll
	static void aWorldOfProcesses() throws Exception {
		if (!System.getProperty("user.name").equals("root")) {
			WORLD.addAll(1, List.of("--user", "--map-root-user"));
		}
		List<String> command = new ArrayList<>(WORLD);
		command.add("true");
		boolean allowed;
		try {
			allowed = new ProcessBuilder(command).start().waitFor() == 0;
		}
		catch (IOException ex) {
			allowed = false;
		}
		Assumptions.assumeTrue(allowed, "This machine allows no world of processes");
	}

	@AfterEach
	void end() throws InterruptedException {
		Process started = this.world;
		if (started != null) {
			started.destroyForcibly().waitFor();
		}
	}

	@Test
	void javaThatIsKilledIsStartedAgainBesideTerraformThatGoesOn() throws Exception {
		start("60");
		Eventually.that(LIMIT, () -> Files.exists(this.folder.resolve("started")));
		java().destroyForcibly();
		Eventually.that(LIMIT, () -> Files.exists(this.folder.resolve("again")));
		assertThat(this.folder.resolve("done")).doesNotExist();
		Files.createFile(this.folder.resolve("go"));
		Eventually.that(LIMIT, () -> Files.exists(this.folder.resolve("done")));
		Eventually.that(LIMIT, () -> exit().equals("0"));
		// Nothing is at work any more: now it ends with Java, as the code says.
		java().destroyForcibly();
		assertThat(code()).isEqualTo(128 + 9);
		assertThat(said()).containsOnlyOnce("Java has ended with 137 while Terraform is at work");
	}

	@Test
	void javaIsToldToEndAndTerraformIsWaitedFor() throws Exception {
		start("600");
		Eventually.that(LIMIT, () -> Files.exists(this.folder.resolve("started")));
		first().destroy();
		Eventually.that(LIMIT, () -> Files.exists(this.folder.resolve("told")));
		Eventually.that(LIMIT,
				() -> said().contains("Terraform is still at work; waiting for it, at most 600 seconds"));
		assertThat(world().isAlive()).isTrue();
		Files.createFile(this.folder.resolve("go"));
		assertThat(code()).isEqualTo(128 + 15);
		assertThat(this.folder.resolve("done")).exists();
		assertThat(exit()).isEqualTo("0");
	}

	@Test
	void terraformIsNotWaitedForForEver() throws Exception {
		start("1");
		Eventually.that(LIMIT, () -> Files.exists(this.folder.resolve("started")));
		first().destroy();
		assertThat(code()).isEqualTo(128 + 15);
		assertThat(this.folder.resolve("done")).doesNotExist();
	}

	private void start(String linger) throws IOException {
		Path program = Files.writeString(this.folder.resolve("program"), """
				#!/bin/sh
				: >"%1$s/started"
				while [ ! -e "%1$s/go" ]; do sleep 0.1; done
				: >"%1$s/done"
				""".formatted(this.folder));
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
		List<String> command = new ArrayList<>(WORLD);
		command.addAll(List.of(Path.of("deploy/entrypoint").toAbsolutePath().toString(),
				ProcessHandle.current().info().command().orElseThrow(), "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), Attending.class.getName(), this.folder.toString()));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("said").toFile());
		builder.environment().put("LINGER_SECONDS", linger);
		this.world = builder.start();
	}

	private Process world() {
		return Objects.requireNonNull(this.world);
	}

	private ProcessHandle first() {
		return world().children().findFirst().orElseThrow();
	}

	private ProcessHandle java() {
		return first().children()
			.filter((child) -> child.info().command().filter((command) -> command.endsWith("java")).isPresent())
			.findFirst()
			.orElseThrow();
	}

	private int code() throws InterruptedException {
		assertThat(world().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return world().exitValue();
	}

	private String exit() {
		return read("command/exit");
	}

	private String said() {
		return read("said");
	}

	private String read(String name) {
		try {
			Path file = this.folder.resolve(name);
			return Files.exists(file) ? Files.readString(file).strip() : "";
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	/**
	 * A worker: starts Terraform, or attends to it if it was started already, until it is
	 * told to end.
	 */
	static final class Attending {

		public static void main(String[] arguments) throws Exception {
			Path folder = Path.of(arguments[0]);
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				try {
					Files.createFile(folder.resolve("told"));
				}
				catch (IOException ex) {
					throw new java.io.UncheckedIOException(ex);
				}
			}));
			try (Terraform terraform = new Terraform(new TerraformSettings("terraform", null, true))) {
				if (Files.exists(folder.resolve("command"))) {
					terraform.attach(folder.resolve("command"));
					Files.createFile(folder.resolve("again"));
				}
				else {
					terraform.start(new Program(folder.resolve("program"), Product.TERRAFORM, ProgramVersion.LEAST),
							new TerraformCommand.Version(), new Surroundings(folder, folder.resolve(".terraform"),
									terraform.installation(folder), Map.of()),
							folder.resolve("command"));
				}
				Thread.sleep(Duration.ofMinutes(5));
			}
		}

	}

}

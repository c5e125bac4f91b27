package io.groundwork.sandbox;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class S3ServerTests {

	@Test
	void theServerEndsWhenItIsClosed(@TempDir Path folder) throws Exception {
		S3Server server = S3Server.start(folder.resolve("data"), 0);
		ProcessHandle process = server.process().children().findFirst().orElseThrow();
		server.close();
		process.onExit().get(60, TimeUnit.SECONDS);
		assertThat(server.process().isAlive()).isFalse();
	}

	@Test
	void theServerEndsWhenItsJvmIsKilled(@TempDir Path folder) throws Exception {
		Process jvm = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m", "-cp",
				System.getProperty("java.class.path"), Starter.class.getName(), folder.resolve("data").toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader reader = jvm.inputReader(StandardCharsets.UTF_8)) {
			ProcessHandle leash = ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
			ProcessHandle server = ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
			assertThat(server.isAlive()).isTrue();
			jvm.destroyForcibly();
			server.onExit().get(60, TimeUnit.SECONDS);
			leash.onExit().get(60, TimeUnit.SECONDS);
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	/**
	 * Starts a server and waits to be killed.
	 */
	static final class Starter {

		private Starter() {
		}

		public static void main(String[] arguments) throws Exception {
			S3Server server = S3Server.start(Path.of(arguments[0]), 0);
			System.out.println(server.process().pid());
			System.out.println(server.process().children().findFirst().orElseThrow().pid());
			System.in.read();
		}

	}

}

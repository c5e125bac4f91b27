package io.groundwork.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real Terraform in a folder of its own, with its state in the portal and nothing but
 * {@code terraform_data}, which needs no provider.
 */
final class Terraform {

	private static final Duration MOST = Duration.ofMinutes(3);

	private final Path folder;

	private final Map<String, String> environment = new TreeMap<>();

	Terraform(Path folder, Writer writer) {
		try {
			this.folder = Files.createDirectories(folder);
			Files.writeString(folder.resolve("backend.tf"), """
					terraform {
					  backend "http" {}
					}
					""");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.environment.put("TF_IN_AUTOMATION", "1");
		this.environment.put("TF_INPUT", "0");
		this.environment.put("CHECKPOINT_DISABLE", "1");
		this.environment.put("TF_CLI_CONFIG_FILE", "/dev/null");
		as(writer);
	}

	/**
	 * The next command has the credential of that claim.
	 */
	Terraform as(Writer writer) {
		this.environment.putAll(writer.environment());
		return this;
	}

	Terraform tell(String name, String value) {
		this.environment.put(name, value);
		return this;
	}

	/**
	 * The configuration from now on, and what it needs.
	 */
	Terraform with(String configuration) {
		try {
			Files.writeString(this.folder.resolve("main.tf"), configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (!Files.exists(this.folder.resolve(".terraform"))) {
			must("init");
		}
		return this;
	}

	Path folder() {
		return this.folder;
	}

	Result must(String... arguments) {
		Result result = run(arguments);
		assertThat(result.status()).as(String.join(" ", arguments) + ": " + result.said()).isZero();
		return result;
	}

	Result run(String... arguments) {
		return start(arguments).await();
	}

	Running start(String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("groundwork.tools.terraform"));
		command.add(arguments[0]);
		command.add("-no-color");
		command.addAll(List.of(arguments).subList(1, arguments.length));
		Path said = this.folder.resolve("said-" + System.nanoTime() + ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(said.toFile());
		builder.environment().putAll(this.environment);
		try {
			return new Running(builder.start(), said);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What a command ended with.
	 *
	 * @param status its exit status
	 * @param said all that it said
	 */
	record Result(int status, String said) {

		/**
		 * In one line and without the frame that errors are drawn with.
		 */
		String flat() {
			return this.said.replaceAll("[\\s│╷╵]+", " ");
		}

	}

	/**
	 * A command that goes on.
	 *
	 * @param process its process
	 * @param said where it says what it says
	 */
	record Running(Process process, Path said) {

		Result await() {
			try {
				if (this.process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
					return new Result(this.process.exitValue(), Files.readString(this.said));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.process.destroyForcibly();
			throw new AssertionError("It did not end");
		}

		/**
		 * Ends it as if its machine had died.
		 */
		void kill() {
			this.process.destroyForcibly();
			await();
		}

	}

}

package io.groundwork.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where somebody types, with a home of their own, the real kubectl and its plugin.
 *
 * @param home the folder that all files of theirs are in
 */
public record Terminal(Path home) {

	public Path kubeconfig() {
		return this.home.resolve("kubeconfig");
	}

	public Process start(String... command) {
		List<String> tools = Stream.of("cli", "kubectl")
			.map((tool) -> Path.of(System.getProperty("groundwork.tools." + tool)).resolveSibling("").toString())
			.toList();
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		// The path of this process would find no program for another.
		builder.command().set(0, found(tools, command[0]));
		builder.environment().put("PATH", String.join(":", tools) + ":" + System.getenv("PATH"));
		builder.environment().put("HOME", this.home.toString());
		builder.environment().put("KUBECONFIG", kubeconfig().toString());
		for (String folder : List.of("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")) {
			builder.environment().put(folder, this.home.toString());
		}
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String found(List<String> folders, String program) {
		return folders.stream()
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow()
			.toString();
	}

	public Said says(String... command) {
		return Said.of(start(command));
	}

	/**
	 * What it says, once it has worked.
	 */
	public String works(String... command) {
		Said said = says(command);
		assertThat(said.code()).as("%s: %s", String.join(" ", command), said.text()).isZero();
		return said.text();
	}

	/**
	 * Begins to sign in at a portal; somebody has to confirm it.
	 */
	public Login login(URI portal) {
		return new Login(start("kubectl", "groundwork", "login", portal.toString(), "--no-browser"));
	}

	/**
	 * What a command said, and how it ended.
	 */
	public record Said(int code, String text) {

		public static Said of(Process process) {
			try {
				String text = new String(process.getInputStream().readAllBytes());
				assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
				return new Said(process.exitValue(), text);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * A sign-in that waits for somebody to confirm it.
	 */
	public static final class Login implements AutoCloseable {

		private static final Pattern ADDRESS = Pattern.compile("http\\S+/device\\?code=\\S+");

		private final Process process;

		private final BufferedReader out;

		private final StringBuilder said = new StringBuilder();

		private Login(Process process) {
			this.process = process;
			this.out = process.inputReader();
		}

		/**
		 * Where it can be confirmed.
		 */
		public String address() {
			return read().filter((line) -> line.matches(".*" + ADDRESS + ".*")).findFirst().map((line) -> {
				Matcher address = ADDRESS.matcher(line);
				assertThat(address.find()).isTrue();
				return address.group();
			}).orElseThrow(() -> new AssertionError("No address was said: " + this.said));
		}

		public Said end() {
			read().forEach((line) -> {
			});
			try {
				assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return new Said(this.process.exitValue(), this.said.toString());
		}

		private Stream<String> read() {
			return this.out.lines().peek((line) -> this.said.append(line).append('\n'));
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
		}

	}

}

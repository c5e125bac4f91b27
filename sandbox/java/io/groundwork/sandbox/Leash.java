package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends when this JVM does, however it does.
 */
public final class Leash implements AutoCloseable {

	/**
	 * Ends the program when standard input does.
	 */
	private static final String SCRIPT = """
			exec 3<&0
			"$@" </dev/null 3<&- & server=$!
			{ cat <&3 >/dev/null; kill $server 2>/dev/null; } & leash=$!
			exec 3<&-
			wait $server; status=$?
			kill $leash 2>/dev/null
			exit $status
			""";

	private final Process process;

	private Leash(Process process) {
		this.process = process;
	}

	/**
	 * Starts a program.
	 * @param command the program and its arguments, which everybody on the machine can
	 * read
	 * @param environment what nobody is to read, and what else it needs
	 * @param log the file for what it says
	 */
	public static Leash start(List<String> command, Map<String, String> environment, Path log) throws IOException {
		List<String> leashed = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "leash"));
		leashed.addAll(command);
		ProcessBuilder builder = new ProcessBuilder(leashed);
		builder.environment().putAll(environment);
		builder.redirectErrorStream(true).redirectOutput(log.toFile());
		return new Leash(builder.start());
	}

	/**
	 * The process of the leash; the program is its child.
	 */
	public Process process() {
		return this.process;
	}

	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.descendants().forEach(ProcessHandle::destroyForcibly);
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

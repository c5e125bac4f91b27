package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The folder that PostgreSQL keeps its data in between runs, made fit to start on however
 * the last run ended.
 */
final class KeptData {

	/**
	 * The version that the binaries are of; data of another are not readable to it.
	 */
	static final String MAJOR = "18";

	private final Path folder;

	KeptData(Path folder) {
		this.folder = folder;
	}

	Path folder() {
		return this.folder;
	}

	/**
	 * Ends a server that a killed run left behind, and clears what a first start did not
	 * finish.
	 * @return whether a server was left behind
	 */
	boolean prepare() {
		try {
			boolean stopped = leftover().map(KeptData::stop).orElse(false);
			if (Files.exists(this.folder) && !Files.exists(finished())) {
				delete(this.folder);
			}
			checkVersion();
			return stopped;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the data in %s cannot be read".formatted(this.folder), ex);
		}
	}

	/**
	 * Notes that a server was here and ready; until then the folder is worth nothing.
	 */
	void keep() {
		try {
			if (!Files.exists(finished())) {
				Files.createFile(finished());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path finished() {
		return this.folder.resolve("groundwork-finished");
	}

	private void checkVersion() throws IOException {
		Path version = this.folder.resolve("PG_VERSION");
		if (Files.exists(version) && !Files.readString(version).strip().equals(MAJOR)) {
			throw new CannotStartException("""
					The data in %s were written by PostgreSQL %s, and the one that comes along now is %s.
					Start afresh with make reset, or go back to the commit that you last ran and save what you need."""
				.formatted(this.folder, Files.readString(version).strip(), MAJOR));
		}
	}

	private Optional<ProcessHandle> leftover() throws IOException {
		Path file = this.folder.resolve("postmaster.pid");
		if (!Files.exists(file)) {
			return Optional.empty();
		}
		String pid = Files.readString(file).lines().findFirst().orElse("").strip();
		return pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)).filter(this::servesThis)
				: Optional.empty();
	}

	/**
	 * The number may meanwhile be another process's.
	 */
	private boolean servesThis(ProcessHandle process) {
		ProcessHandle.Info info = process.info();
		return info.command().filter((command) -> command.endsWith("postgres")).isPresent() && info.arguments()
			.map((arguments) -> String.join(" ", arguments).contains(this.folder.toString()))
			.orElse(true);
	}

	private static boolean stop(ProcessHandle server) {
		try {
			// Its own "fast" shutdown, for which Java has no name.
			new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
			server.onExit().get(10, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			server.destroyForcibly();
			server.onExit().join();
		}
		catch (IOException | ExecutionException ex) {
			throw new IllegalStateException(
					"PostgreSQL of an earlier run, process %d, does not end".formatted(server.pid()), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return true;
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}

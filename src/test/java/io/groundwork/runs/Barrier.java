package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.groundwork.Eventually;

/**
 * Where whoever comes by, a program or a thread, waits until a test lets it pass.
 *
 * @param file as long as it is there, the barrier is shut
 */
record Barrier(Path file) {

	private static final Duration MOST = Duration.ofSeconds(90);

	void shut() {
		try {
			Files.deleteIfExists(reached());
			Files.writeString(this.file, "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void open() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until somebody waits here.
	 */
	void awaitSomebody() {
		Eventually.that(MOST, () -> Files.exists(reached()));
	}

	/**
	 * Waits here, as a thread.
	 */
	void pass() throws IOException {
		if (Files.exists(this.file)) {
			Files.writeString(reached(), "");
			Eventually.that(Duration.ofMinutes(10), () -> Files.notExists(this.file));
		}
	}

	/**
	 * Waits here, as a shell.
	 */
	String command() {
		return "if [ -e %1$s ]; then : >%1$s.reached; while [ -e %1$s ]; do sleep 0.1; done; fi".formatted(this.file);
	}

	private Path reached() {
		return this.file.resolveSibling(this.file.getFileName() + ".reached");
	}

}

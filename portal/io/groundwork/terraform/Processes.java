package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The two processes of a command, as the supervisor wrote them down.
 *
 * @param supervisor the supervisor's, which is the group's number as well
 * @param program the program's
 * @param written when it was written down
 */
record Processes(Known supervisor, Known program, Instant written) {

	/**
	 * What a file system may round a time to.
	 */
	private static final Duration ROUNDING = Duration.ofSeconds(2);

	static Optional<Processes> read(Path file) {
		try {
			String text = Files.readString(file);
			String[] parts = text.strip().split(" ");
			if (!text.endsWith("\n") || parts.length != 4) {
				return Optional.empty();
			}
			return Optional.of(new Processes(new Known(Long.parseLong(parts[0]), parts[1]),
					new Known(Long.parseLong(parts[2]), parts[3]), Files.getLastModifiedTime(file).toInstant()));
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	boolean supervised() {
		return alive(this.supervisor);
	}

	boolean running() {
		return alive(this.program);
	}

	/**
	 * Whether it is still that process, and not another that was given its number.
	 */
	private boolean alive(Known process) {
		if (process.since().equals("-")) {
			return ProcessHandle.of(process.number())
				.filter(ProcessHandle::isAlive)
				.flatMap((handle) -> handle.info().startInstant())
				.filter((start) -> start.isBefore(this.written.plus(ROUNDING)))
				.isPresent();
		}
		try {
			String status = Files.readString(Path.of("/proc", Long.toString(process.number()), "stat"));
			String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
			// One that nobody collects is dead all the same.
			return fields[19].equals(process.since()) && !fields[0].equals("Z") && !fields[0].equals("X");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Sends a signal to a process, or to a group if the number is negative.
	 */
	static void signal(String name, long number) {
		try {
			Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" -- \"$1\"", name, Long.toString(number))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			kill.waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A process.
	 *
	 * @param number its number
	 * @param since when it began, in the kernel's own count; a dash where that cannot be
	 * known
	 */
	record Known(long number, String since) {

	}

}

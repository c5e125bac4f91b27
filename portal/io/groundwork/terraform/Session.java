package io.groundwork.terraform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs, and the one that puts another into a session of its own.
 */
final class Session {

	private Session() {
	}

	/**
	 * What to put before a command, if this machine has it.
	 */
	static Optional<List<String>> prefix() {
		return find("setsid").map((setsid) -> List.of(setsid.toString()))
			.or(() -> find("perl").map((perl) -> List.of(perl.toString(), "-e",
					"use POSIX; POSIX::setsid(); exec @ARGV or exit 127", "--")));
	}

	/**
	 * A program by its path, or by its name in PATH.
	 */
	static Optional<Path> find(String name) {
		if (name.contains("/")) {
			return Optional.of(Path.of(name).toAbsolutePath()).filter(Session::runs);
		}
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, name).toAbsolutePath())
			.filter(Session::runs)
			.findFirst();
	}

	private static boolean runs(Path path) {
		return Files.isRegularFile(path) && Files.isExecutable(path);
	}

}

package io.groundwork.terraform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the programs that workers start.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * A program by its path, or by its name in PATH.
	 */
	public static Optional<Path> find(String name) {
		if (name.contains("/")) {
			return Optional.of(Path.of(name).toAbsolutePath()).filter(Programs::runs);
		}
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, name).toAbsolutePath())
			.filter(Programs::runs)
			.findFirst();
	}

	private static boolean runs(Path path) {
		return Files.isRegularFile(path) && Files.isExecutable(path);
	}

}

package io.groundwork.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds which process listens on a port, where the system tells (Linux does).
 */
final class PortOwner {

	private static final Path PROC = Path.of("/proc");

	private static final String LISTENING = "0A";

	private PortOwner() {
	}

	/**
	 * The process in words, such as "process 4711 (java)".
	 */
	static Optional<String> of(int port) {
		return socket(port).flatMap(PortOwner::holder)
			.map((process) -> "process %d (%s)".formatted(process.pid(),
					process.info()
						.command()
						.map((command) -> Path.of(command).getFileName())
						.map(Path::toString)
						.orElse("unnamed")));
	}

	private static Optional<String> socket(int port) {
		String suffix = ":%04X".formatted(port);
		for (String table : new String[] { "net/tcp", "net/tcp6" }) {
			try {
				for (String line : Files.readAllLines(PROC.resolve(table))) {
					String[] fields = line.strip().split("\\s+");
					if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
						return Optional.of("socket:[" + fields[9] + "]");
					}
				}
			}
			catch (IOException ex) {
				// Not a Linux, or not for us to see.
			}
		}
		return Optional.empty();
	}

	private static Optional<ProcessHandle> holder(String socket) {
		return ProcessHandle.allProcesses().filter((process) -> holds(process, socket)).findFirst();
	}

	private static boolean holds(ProcessHandle process, String socket) {
		try (DirectoryStream<Path> files = Files
			.newDirectoryStream(PROC.resolve(Long.toString(process.pid())).resolve("fd"))) {
			for (Path file : files) {
				if (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).toString().equals(socket)) {
					return true;
				}
			}
		}
		catch (IOException | java.nio.file.DirectoryIteratorException ex) {
			// It ended meanwhile, or belongs to somebody else.
		}
		return false;
	}

}

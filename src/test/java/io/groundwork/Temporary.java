package io.groundwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.util.FileSystemUtils;

/**
 * Folders that are gone once all tests of a process have ended.
 */
public final class Temporary {

	private static final Queue<Path> FOLDERS = new ConcurrentLinkedQueue<>();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> FOLDERS.forEach(Temporary::delete)));
	}

	private Temporary() {
	}

	public static Path folder(String name) {
		try {
			Path folder = Files.createTempDirectory(name);
			FOLDERS.add(folder);
			return folder;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void delete(Path folder) {
		try {
			FileSystemUtils.deleteRecursively(folder);
		}
		catch (IOException ex) {
			// Something is still writing there; the system's own sweep removes it.
		}
	}

}

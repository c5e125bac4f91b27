package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.springframework.util.FileSystemUtils;

/**
 * The folder for what is of use only while this process runs, which {@code scripts/run}
 * names to the JVM. Libraries tidy up when a JVM exits, and this one is ended otherwise;
 * so they get a folder that goes as a whole.
 */
final class Temporary implements AutoCloseable {

	private final Path folder;

	private Temporary(Path folder) {
		this.folder = folder;
	}

	/**
	 * Takes it over, without what a killed run has left there.
	 */
	static Temporary in(Path folder) {
		try {
			FileSystemUtils.deleteRecursively(folder);
			Files.createDirectories(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("%s cannot be made anew".formatted(folder), ex);
		}
		return new Temporary(folder);
	}

	@Override
	public void close() throws IOException {
		FileSystemUtils.deleteRecursively(this.folder);
	}

}

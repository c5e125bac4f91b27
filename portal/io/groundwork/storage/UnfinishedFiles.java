package io.groundwork.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Files that are being written. Each is locked by its writer, so that one without a lock
 * is known to be left over, also with several processes on the same folder.
 */
class UnfinishedFiles {

	private final Path folder;

	UnfinishedFiles(Path folder) throws IOException {
		this.folder = folder;
		Files.createDirectories(folder);
		sweep();
	}

	private void sweep() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder)) {
			for (Path file : files) {
				removeUnlessLocked(file);
			}
		}
	}

	private static void removeUnlessLocked(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			if (lock(channel) != null) {
				Files.deleteIfExists(file);
			}
		}
		catch (NoSuchFileException ex) {
			// Its writer has just finished.
		}
	}

	/**
	 * A new locked file. One that a sweep found before it was locked is given up.
	 */
	Unfinished create() throws IOException {
		while (true) {
			Path file = this.folder.resolve(UUID.randomUUID().toString());
			FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			if (lock(channel) != null && Files.exists(file)) {
				return new Unfinished(file, channel);
			}
			channel.close();
		}
	}

	private static @Nullable FileLock lock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			// Locked within this process.
			return null;
		}
	}

	/**
	 * A file that is being written; closing it removes it, unless it has been moved to
	 * its place.
	 *
	 * @param file where it is
	 * @param channel what writes it
	 */
	record Unfinished(Path file, FileChannel channel) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			try {
				Files.deleteIfExists(this.file);
			}
			finally {
				this.channel.close();
			}
		}

	}

}

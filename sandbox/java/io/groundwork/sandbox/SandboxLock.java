package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sees to it that one sandbox runs in a folder; the system lets go of it however the
 * process ends.
 */
final class SandboxLock implements AutoCloseable {

	private final FileChannel channel;

	private SandboxLock(FileChannel channel) {
		this.channel = channel;
	}

	static SandboxLock take(Path folder) {
		try {
			Files.createDirectories(folder);
			FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			if (isFree(channel)) {
				return new SandboxLock(channel);
			}
			channel.close();
			throw new CannotStartException(SandboxFile.in(folder)
				.portal()
				.map((portal) -> "A sandbox is running here already: " + portal + "\nEnd it with Ctrl-C where it runs.")
				.orElse("A sandbox is just starting or ending here; look where it was started."));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the lock in %s cannot be taken".formatted(folder), ex);
		}
	}

	private static boolean isFree(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Lets the script that builds ask first, as building under a running sandbox would
	 * pull its classes away. It uses nothing but the JDK until somebody is there.
	 */
	public static void main(String[] args) {
		try (SandboxLock lock = take(Path.of(args[0]))) {
			// Free, and let go of at once.
		}
		catch (CannotStartException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
	}

}

package io.groundwork.terraform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A command that is about to be started: its supervisor is there and waits for the word.
 * It goes away with whoever has made it.
 */
public final class Standby implements AutoCloseable {

	private final Process process;

	private final TerraformCommand command;

	private final Surroundings where;

	private final FolderWatch watch;

	private boolean started;

	Standby(Process process, TerraformCommand command, Surroundings where, FolderWatch watch) {
		this.process = process;
		this.command = command;
		this.where = where;
		this.watch = watch;
	}

	/**
	 * Whether it is for that command, wherever init has kept what it needs.
	 */
	public boolean serves(TerraformCommand wanted, Surroundings there) {
		return this.command.equals(wanted) && this.where.keeping(there.data()).equals(there);
	}

	/**
	 * Starts the command.
	 * @param there as it was made for, but for what init has kept
	 * @param into the command's own folder, which must not exist yet
	 */
	public Execution start(Surroundings there, Path into) {
		if (!serves(this.command, there)) {
			throw new IllegalArgumentException("This was made for another place");
		}
		Path folder = into.toAbsolutePath();
		try {
			Files.createDirectories(folder.getParent());
			Files.createDirectory(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			OutputStream words = this.process.getOutputStream();
			words.write("%s\n%s\n".formatted(folder, there.data()).getBytes(StandardCharsets.UTF_8));
			words.flush();
			this.started = true;
			return new Execution(into, this.watch, this.process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends it away, unless it was started.
	 */
	@Override
	public void close() {
		if (this.started) {
			return;
		}
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.groundwork.terraform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A supervisor that waits for the word to start a command, whichever it is. It goes away
 * with whoever has made it.
 */
final class Standby implements AutoCloseable {

	/** What a shell can hand on. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private final Process process;

	private final FolderWatch watch;

	Standby(Process process, FolderWatch watch) {
		this.process = process;
		this.watch = watch;
	}

	boolean alive() {
		return this.process.isAlive();
	}

	/**
	 * Starts a command.
	 * @param into the command's own folder, which must not exist yet
	 */
	Execution start(Program program, TerraformCommand command, Surroundings where, Path into) {
		Path folder = into.toAbsolutePath();
		try {
			Files.createDirectories(folder.getParent());
			Files.createDirectory(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			// There are secrets in it; the supervisor removes it once it has read it.
			Path begin = Files.createFile(folder.resolve("begin"),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.writeString(begin, begin(program, command, where));
			OutputStream words = this.process.getOutputStream();
			words.write((folder + "\n").getBytes(StandardCharsets.UTF_8));
			words.flush();
			return new Execution(into, this.watch, this.process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String begin(Program program, TerraformCommand command, Surroundings where) {
		StringBuilder begin = new StringBuilder("cd %s || exit 127\n".formatted(quoted(where.folder().toString())));
		for (Map.Entry<String, String> variable : where.environment().entrySet()) {
			if (NAME.matcher(variable.getKey()).matches()) {
				begin.append("export %s=%s\n".formatted(variable.getKey(), quoted(variable.getValue())));
			}
		}
		return begin.append("set -- ")
			.append(Stream.concat(Stream.of(program.path().toString()), command.arguments().stream())
				.map(Standby::quoted)
				.collect(Collectors.joining(" ")))
			.append('\n')
			.toString();
	}

	private static String quoted(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}

	/**
	 * Sends it away.
	 */
	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// It is gone already.
		}
	}

}

package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A claim's own folder on its worker: what is secret is at rest here, and only while the
 * run is in hand.
 *
 * @param top the folder
 */
record RunFolder(Path top) {

	static final String ERRORED_STATE = "errored.tfstate";

	/**
	 * Makes the folder.
	 * @return why it cannot be made, if so
	 */
	Optional<String> make() {
		try {
			Files.createDirectories(this.top.getParent());
			Files.createDirectory(this.top,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Files.createDirectory(files());
			Files.createDirectory(commands());
			return Optional.empty();
		}
		catch (IOException ex) {
			return Optional.of(ex.toString());
		}
	}

	boolean exists() {
		return Files.isDirectory(this.top);
	}

	/**
	 * Where the files are that the run was made with.
	 */
	Path files() {
		return this.top.resolve("configuration");
	}

	/**
	 * Where Terraform works: at their top, unless they say where else.
	 */
	Path configuration() {
		try {
			return files().resolve(Files.readString(root()));
		}
		catch (NoSuchFileException ex) {
			return files();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * From now on Terraform works in that folder of the files.
	 */
	void workIn(String folder) {
		try {
			Files.writeString(root(), folder);
			// Whoever waits for the word to begin is there already.
			Files.createDirectories(configuration());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path root() {
		return this.top.resolve("root");
	}

	Path plan() {
		return this.top.resolve("plan");
	}

	/**
	 * What Terraform leaves behind when it cannot hand over its state.
	 */
	Path erroredState() {
		return configuration().resolve(ERRORED_STATE);
	}

	/**
	 * What must not be read in the log, for whoever reads on in what the commands said.
	 */
	void keepSecrets(Collection<String> secrets) {
		try {
			Files.write(secrets(), SecretWords.lines(secrets), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Those that were kept here.
	 */
	List<String> keptSecrets() {
		try {
			// What was cut short in the last line no command knew yet.
			return SecretWords.read(Files.readAllBytes(secrets()));
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path secrets() {
		return this.top.resolve("secrets");
	}

	Path commands() {
		return this.top.resolve("commands");
	}

	/**
	 * A folder for the next command: numbered, so that whoever picks this up knows their
	 * order.
	 */
	Path next(String command) {
		return commands().resolve("%02d-%s".formatted(begun().size() + 1, command));
	}

	/**
	 * The commands that were begun here, in order.
	 */
	List<Path> begun() {
		try (Stream<Path> commands = Files.list(commands())) {
			return commands.sorted().toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * That command's folder, if it was begun.
	 */
	Optional<Path> begun(String command) {
		return begun().stream().filter((folder) -> folder.getFileName().toString().endsWith("-" + command)).findFirst();
	}

	/**
	 * Removes all of it, whoever else does so at the same time; what a link leads to
	 * stays. A state that is not home yet keeps the folder where it is.
	 * @return whether the folder is gone
	 */
	boolean wipe() {
		if (!exists()) {
			return true;
		}
		if (Files.exists(erroredState())) {
			return false;
		}
		try {
			Files.walkFileTree(this.top, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.deleteIfExists(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
					if (ex instanceof NoSuchFileException) {
						return FileVisitResult.CONTINUE;
					}
					throw ex;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException ex) throws IOException {
					Files.deleteIfExists(folder);
					return FileVisitResult.CONTINUE;
				}

			});
			return true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

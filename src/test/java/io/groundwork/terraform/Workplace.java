package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A run's folder and the program for it, real or a script in its place.
 */
public final class Workplace implements AutoCloseable {

	public static final Duration LIMIT = Duration.ofMinutes(2);

	private final Path folder;

	private final Terraform terraform;

	private int count;

	public Workplace(Path folder) {
		this(folder, System.getProperty("groundwork.tools.terraform", "terraform"));
	}

	Workplace(Path folder, String program) {
		this.folder = folder;
		String mirror = System.getProperty("groundwork.tools.provider");
		this.terraform = new Terraform(new TerraformSettings(program, (mirror != null) ? Path.of(mirror) : null, false),
				Duration.ofSeconds(1));
	}

	Terraform terraform() {
		return this.terraform;
	}

	public Path folder() {
		return this.folder;
	}

	public Program program() {
		if (this.terraform.program() instanceof Program.Found found) {
			return found.program();
		}
		throw new AssertionError(this.terraform.program());
	}

	/**
	 * A program that is this shell script.
	 */
	Program script(String text) {
		Path path = write("program" + this.count++, "#!/bin/sh\n" + text);
		try {
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Program(path, Product.TERRAFORM, ProgramVersion.LEAST);
	}

	public Path write(String name, String text) {
		try {
			return Files.writeString(this.folder.resolve(name), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Surroundings surroundings() {
		return new Surroundings(this.folder, this.folder.resolve(".terraform"),
				this.terraform.installation(this.folder), Map.of());
	}

	Execution start(Program program) {
		return this.terraform.start(program, new TerraformCommand.Version(), surroundings(), next());
	}

	Path next() {
		return this.folder.resolve("command" + this.count++);
	}

	/**
	 * Runs a command of the real program, which must succeed.
	 */
	public Execution run(TerraformCommand command) {
		return run(command, Map.of());
	}

	public Execution run(TerraformCommand command, Map<String, String> variables) {
		Execution execution = this.terraform.start(program(), command, surroundings().with(variables), next());
		try {
			execution.succeed(command, LIMIT, LIMIT, (text) -> text);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		return execution;
	}

	/**
	 * Lets go of the provider: a folder with a link in it is nothing that JUnit likes to
	 * delete.
	 */
	@Override
	public void close() {
		this.terraform.close();
		try {
			FileSystemUtils.deleteRecursively(this.folder.resolve(".terraform"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static @Nullable String read(Path file) {
		try {
			return Files.exists(file) ? Files.readString(file) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

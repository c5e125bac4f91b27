package io.groundwork.bundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Git itself, on a bare repository: what we push must be what others read.
 */
final class Git {

	private final Path repository;

	private Git(Path repository) {
		this.repository = repository;
	}

	static Git bare(Path folder) {
		Git git = new Git(folder);
		git.run("init", "--quiet", "--bare", "--initial-branch=main", folder.toString());
		git.run("-C", folder.toString(), "config", "http.receivepack", "true");
		return git;
	}

	Path folder() {
		return this.repository;
	}

	/**
	 * Commits files from elsewhere, as people do.
	 * @param files path and content in turn
	 */
	void commit(String message, String... files) {
		try {
			Path clone = Files.createTempDirectory(this.repository.getParent(), "clone");
			run("clone", "--quiet", this.repository.toString(), clone.toString());
			for (int index = 0; index < files.length; index += 2) {
				Path file = clone.resolve(files[index]);
				Files.createDirectories(file.getParent());
				Files.writeString(file, files[index + 1]);
			}
			run("-C", clone.toString(), "checkout", "--quiet", "-B", "main");
			run("-C", clone.toString(), "add", ".");
			run("-C", clone.toString(), "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet",
					"--message", message);
			run("-C", clone.toString(), "push", "--quiet", "origin", "main");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void hook(String name, String script) {
		try {
			Path hook = this.repository.resolve("hooks").resolve(name);
			Files.writeString(hook, "#!/bin/sh\n" + script);
			hook.toFile().setExecutable(true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String ask(String... arguments) {
		List<String> all = new ArrayList<>(List.of("-C", this.repository.toString()));
		all.addAll(List.of(arguments));
		return run(all.toArray(String[]::new));
	}

	/**
	 * The commits of the branch, newest first.
	 */
	List<String> commits() {
		return ask("rev-list", "main").lines().toList();
	}

	/**
	 * Whether each commit has the one before it as its only parent, and all is whole.
	 */
	boolean isLine() {
		ask("fsck", "--strict", "--no-dangling");
		List<String> parents = ask("rev-list", "--parents", "main").lines().toList();
		return parents.stream().allMatch((line) -> line.split(" ").length <= 2)
				&& parents.stream().filter((line) -> !line.contains(" ")).count() == 1;
	}

	List<String> files() {
		return ask("ls-tree", "-r", "--name-only", "main").lines().toList();
	}

	private String run(String... arguments) {
		List<String> command = new ArrayList<>(List.of("git"));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(command + ": " + said);
			}
			return said;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}

package io.groundwork.terraform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Looks for the program and asks it who it is; looks again as long as it is not there,
 * and when it was replaced.
 */
final class ProgramSearch {

	private static final Pattern INTRODUCTION = Pattern.compile("(?m)^(Terraform|OpenTofu) v(\\S+)");

	private static final int LIMIT_SECONDS = 60;

	private final String name;

	private @Nullable Known known;

	ProgramSearch(String name) {
		this.name = name;
	}

	synchronized Program.Search find() {
		Optional<Path> path = Programs.find(this.name);
		if (path.isEmpty()) {
			this.known = null;
			return new Program.Missing(
					this.name.contains(
							"/") ? "There is no program at %s, which groundwork.terraform.program names.".formatted(this.name) : "There is no program %s in PATH. Install Terraform or OpenTofu, %s or newer, or set groundwork.terraform.program.".formatted(this.name, ProgramVersion.LEAST));
		}
		try {
			FileTime changed = Files.getLastModifiedTime(path.get());
			Known last = this.known;
			if (last == null || !last.program().path().equals(path.get()) || !last.changed().equals(changed)) {
				Program.Search search = ask(path.get());
				if (!(search instanceof Program.Found found)) {
					this.known = null;
					return search;
				}
				last = new Known(found.program(), changed);
				this.known = last;
			}
			return new Program.Found(last.program());
		}
		catch (IOException ex) {
			return new Program.Missing("%s could not be started: %s".formatted(path.get(), ex.getMessage()));
		}
	}

	private static Program.Search ask(Path path) throws IOException {
		Path folder = Files.createTempDirectory("groundwork-version");
		Path said = folder.resolve("said");
		try {
			ProcessBuilder builder = new ProcessBuilder(path.toString(), "version").redirectOutput(said.toFile())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.directory(folder.toFile());
			builder.environment().clear();
			builder.environment()
				.putAll(Map.of("CHECKPOINT_DISABLE", "1", "TF_CLI_CONFIG_FILE", "/dev/null", "HOME", folder.toString(),
						"PATH", System.getenv().getOrDefault("PATH", "")));
			Process process = builder.start();
			process.getOutputStream().close();
			if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return new Program.Missing("%s did not say its version within %d s.".formatted(path, LIMIT_SECONDS));
			}
			return judge(path, Files.readString(said, StandardCharsets.ISO_8859_1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Program.Missing("Nobody waited for %s to say its version.".formatted(path));
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	/**
	 * Who it is, by what it says about its version.
	 */
	static Program.Search judge(Path path, String said) {
		Matcher matcher = INTRODUCTION.matcher(said);
		Optional<ProgramVersion> version = matcher.find() ? ProgramVersion.of(matcher.group(2)) : Optional.empty();
		if (version.isEmpty()) {
			return new Program.Missing(
					"%s is neither Terraform nor OpenTofu: it does not say its version as these do.".formatted(path));
		}
		Program program = new Program(path, matcher.group(1).equals("Terraform") ? Product.TERRAFORM : Product.OPENTOFU,
				version.get());
		if (program.version().compareTo(ProgramVersion.LEAST) < 0) {
			return new Program.Missing("%s is %s, which is too old: %s %s or newer is needed.".formatted(path,
					program.title(), program.product().title(), ProgramVersion.LEAST));
		}
		return new Program.Found(program);
	}

	/**
	 * What was found.
	 *
	 * @param program the program
	 * @param changed when its file was last written
	 */
	private record Known(Program program, FileTime changed) {

	}

}

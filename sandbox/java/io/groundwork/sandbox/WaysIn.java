package io.groundwork.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.groundwork.access.offline.NewKit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people get into clusters with beside the pages: the program for terminals once it
 * is built, and a kit for break-glass, all of whose shares are here.
 */
final class WaysIn {

	private static final Logger logger = LoggerFactory.getLogger(WaysIn.class);

	private final Path programs;

	private final Path shares;

	private WaysIn(Path programs, Path shares) {
		this.programs = programs;
		this.shares = shares;
	}

	/**
	 * @param folder where the sandbox keeps everything
	 * @param keys where it keeps keys
	 * @param program what is built for this machine
	 */
	static WaysIn in(Path folder, Path keys, CompletableFuture<Path> program) throws IOException {
		WaysIn ways = new WaysIn(Files.createDirectories(folder.resolve("cli")), keys.resolve("break-glass"));
		if (!Files.exists(ways.kit())) {
			NewKit.into(ways.shares);
		}
		program.thenAccept(ways::offer);
		return ways;
	}

	private Path kit() {
		return this.shares.resolve(NewKit.FILE);
	}

	/**
	 * Where the three shares are, which elsewhere three people have.
	 */
	Path shares() {
		return this.shares;
	}

	private void offer(Path program) {
		try {
			Path building = Files.createTempFile(this.programs, "building", "");
			Files.copy(program, building, StandardCopyOption.REPLACE_EXISTING);
			Files.move(building, this.programs.resolve(name()), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			logger.warn("The program for terminals cannot be offered", ex);
		}
	}

	/**
	 * As the portal hands it out.
	 */
	private static String name() {
		String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
		String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
		return "kubectl-groundwork-%s-%s".formatted(system, processor);
	}

	Map<String, Object> settings() {
		return Map.of("groundwork.access.cli", this.programs, "groundwork.access.kit", kit());
	}

}

package io.groundwork.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs that {@code scripts/tools} finds, or builds while everything else starts
 * already.
 */
public final class Tools implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Tools.class);

	private final Map<String, CompletableFuture<Path>> places = new LinkedHashMap<>();

	private final Process process;

	private Tools(List<String> names, Process process) {
		names.forEach((name) -> this.places.put(name, new CompletableFuture<>()));
		this.process = process;
	}

	/**
	 * Where what is built or unpacked for this machine is kept.
	 */
	public static Path cache() {
		return Path.of(Optional.ofNullable(System.getenv("GROUNDWORK_CACHE"))
			.orElseGet(() -> System.getProperty("user.home") + "/.cache/groundwork"));
	}

	/**
	 * Begins to look for them, one after the other.
	 * @param script what finds them
	 * @param names their names, as the script knows them
	 * @param progress is told, line by line, what takes its time or is missing
	 */
	static Tools find(Path script, List<String> names, Consumer<String> progress) {
		List<String> command = new ArrayList<>(List.of(script.toString()));
		command.addAll(names);
		try {
			Tools tools = new Tools(names, new ProcessBuilder(command).start());
			Thread.ofVirtual().name("tools").start(tools::listen);
			Thread.ofVirtual().name("tools' progress").start(() -> tools.tell(progress));
			return tools;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where it is, once it is there; exceptional if it cannot be had.
	 */
	CompletableFuture<Path> place(String name) {
		return Objects.requireNonNull(this.places.get(name));
	}

	private void listen() {
		try (BufferedReader found = this.process.inputReader()) {
			for (CompletableFuture<Path> place : this.places.values()) {
				String line = found.readLine();
				if (line == null) {
					break;
				}
				place.complete(Path.of(line));
			}
		}
		catch (IOException ex) {
			logger.debug("The search for tools was ended", ex);
		}
		this.places.forEach((name, place) -> place
			.completeExceptionally(new IllegalStateException("%s cannot be had".formatted(name))));
	}

	private void tell(Consumer<String> progress) {
		try (BufferedReader said = this.process.errorReader()) {
			for (String line = said.readLine(); line != null; line = said.readLine()) {
				logger.info("{}", line);
				if (line.startsWith("tools: ")) {
					progress.accept(line.substring("tools: ".length()));
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The search for tools was ended", ex);
		}
	}

	/**
	 * Ends what is still being built; the next start goes on from what Go keeps.
	 */
	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroy);
		this.process.destroy();
	}

}

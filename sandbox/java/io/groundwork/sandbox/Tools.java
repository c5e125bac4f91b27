package io.groundwork.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs that {@code scripts/tools} finds, or builds while everything else starts
 * already.
 */
public final class Tools implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Tools.class);

	private final Map<String, CompletableFuture<Path>> places = new LinkedHashMap<>();

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	private final Path script;

	private final Consumer<String> progress;

	private @Nullable Process process;

	private boolean closed;

	private Tools(Path script, Consumer<String> progress) {
		this.script = script;
		this.progress = progress;
	}

	/**
	 * Begins to look for them, one after the other.
	 * @param script what finds them
	 * @param names their names, as the script knows them
	 * @param progress is told, line by line, what takes its time or is missing
	 */
	static Tools find(Path script, List<String> names, Consumer<String> progress) {
		Tools tools = new Tools(script, progress);
		names.forEach((name) -> tools.places.put(name, new CompletableFuture<>()));
		// They wait for pipes, which keeps virtual threads on their carriers.
		Thread.ofPlatform().daemon().name("tools").start(() -> tools.places.forEach(tools::find));
		return tools;
	}

	/**
	 * Where what is built or unpacked for this machine is kept.
	 */
	public static Path cache() {
		return Path.of(Optional.ofNullable(System.getenv("GROUNDWORK_CACHE"))
			.orElseGet(() -> System.getProperty("user.home") + "/.cache/groundwork"));
	}

	/**
	 * Where it is, once it is there; exceptional if it cannot be had.
	 */
	CompletableFuture<Path> place(String name) {
		return Objects.requireNonNull(this.places.get(name));
	}

	private void find(String name, CompletableFuture<Path> place) {
		try {
			Process running = start(name);
			Thread telling = Thread.ofPlatform().daemon().name("progress of " + name).start(() -> tell(running));
			String line;
			try (BufferedReader found = running.inputReader()) {
				line = found.readLine();
			}
			int status = running.waitFor();
			telling.join();
			if (line == null || status != 0) {
				throw new IOException("%s cannot be had".formatted(name));
			}
			place.complete(Path.of(line));
		}
		catch (IOException ex) {
			logger.info("There is no {}", name, ex);
			place.completeExceptionally(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			place.completeExceptionally(ex);
		}
	}

	private synchronized Process start(String name) throws IOException {
		if (this.closed) {
			throw new IOException("nobody looks any more");
		}
		Process started = new ProcessBuilder(this.script.toString(), name).start();
		this.process = started;
		return started;
	}

	private void tell(Process running) {
		try (BufferedReader said = running.errorReader()) {
			for (String line = said.readLine(); line != null; line = said.readLine()) {
				logger.info("{}", line);
				// What is missing for one may be missing for the next, and is said once.
				if (line.startsWith("tools: ") && this.told.add(line)) {
					this.progress.accept(line.substring("tools: ".length()));
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
	public synchronized void close() {
		this.closed = true;
		if (this.process != null) {
			this.process.descendants().forEach(ProcessHandle::destroy);
			this.process.destroy();
		}
	}

}

package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A command that runs or ran, known by its folder; any process on this machine can follow
 * it, wait for it and end it.
 */
public final class Execution {

	/**
	 * By then the supervisor has written down who it is, or never will.
	 */
	private static final Duration BEGINNING = Duration.ofSeconds(10);

	private static final Duration NO_LIMIT = Duration.ofDays(365);

	private final Path folder;

	private final FolderWatch watch;

	private final @Nullable Process process;

	/**
	 * An execution.
	 * @param process the supervisor's process, if we have started it
	 */
	Execution(Path folder, FolderWatch watch, @Nullable Process process) {
		this.folder = folder;
		this.watch = watch;
		this.process = process;
	}

	/**
	 * The command's own folder.
	 */
	public Path folder() {
		return this.folder;
	}

	/**
	 * The file with what it says.
	 */
	public Path output() {
		return this.folder.resolve("output");
	}

	/**
	 * The file with what it says where complaints go.
	 */
	public Path errors() {
		return this.folder.resolve("errors");
	}

	/**
	 * How many bytes it has said so far.
	 */
	public long said() {
		try {
			return Files.size(output()) + Files.size(errors());
		}
		catch (IOException ex) {
			// It has not begun, or its folder is gone.
			return 0;
		}
	}

	/**
	 * Hands on each line of the output as soon as it is written, and returns when the
	 * command has ended and the last line was handed on.
	 * @param from where to begin in the file, in bytes
	 * @param lines who takes them, in this thread
	 */
	public void follow(long from, LineConsumer lines) throws InterruptedException {
		follow(output(), from, lines);
	}

	/**
	 * As {@link #follow}, of the other file.
	 */
	public void followErrors(long from, LineConsumer lines) throws InterruptedException {
		follow(errors(), from, lines);
	}

	private void follow(Path file, long from, LineConsumer lines) throws InterruptedException {
		try (LineReader reader = new LineReader(file, from, lines)) {
			until(NO_LIMIT, () -> {
				reader.read();
				return null;
			});
			reader.finish();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How it ended, if it has.
	 */
	public Optional<Ending> ending() {
		return look(true);
	}

	/**
	 * Waits for its end.
	 */
	public Ending await() throws InterruptedException {
		return await(NO_LIMIT).orElseThrow();
	}

	/**
	 * Waits for its end, but not longer than that.
	 */
	public Optional<Ending> await(Duration limit) throws InterruptedException {
		try {
			return until(limit, () -> null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for its end; asks it to stop when the time is over, and kills it if it does
	 * not.
	 * @param limit how long it may take
	 * @param grace how long stopping may take
	 */
	public Ending await(Duration limit, Duration grace) throws InterruptedException {
		Optional<Ending> ending = await(limit);
		if (ending.isEmpty()) {
			stop();
			ending = await(grace);
		}
		if (ending.isEmpty()) {
			kill();
		}
		return ending.isPresent() ? ending.get() : await();
	}

	/**
	 * Waits for its end within limits, and fails unless it did what it was told.
	 * @param mask takes the secrets out of a text
	 */
	public Ending succeed(TerraformCommand command, Duration limit, Duration grace, UnaryOperator<String> mask)
			throws InterruptedException {
		Ending ending = await(limit, grace);
		if (!ending.succeeded(command)) {
			throw new TerraformException(command, ending, mask.apply(Tail.of(this)));
		}
		return ending;
	}

	/**
	 * How long the program itself was there, if it has ended by itself. It began right
	 * after its files were opened.
	 */
	public Optional<Duration> took() {
		try {
			FileTime opened = Files.getLastModifiedTime(errors());
			FileTime known = Files.getLastModifiedTime(this.folder.resolve("processes"));
			return Optional.of(Duration.between(((opened.compareTo(known) < 0) ? opened : known).toInstant(),
					Files.getLastModifiedTime(this.folder.resolve("exit")).toInstant()));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private Optional<Ending> until(Duration limit, Step meanwhile) throws IOException, InterruptedException {
		OptionalInt over = code();
		if (over.isPresent()) {
			// Nothing comes after that, so there is nothing to wait for.
			meanwhile.take();
			return Optional.of(new Ending(over, stopped()));
		}
		long end = System.nanoTime() + limit.toNanos();
		try (FolderWatch.Watching watching = this.watch.on(this.folder)) {
			if (this.process != null) {
				this.process.onExit().thenRun(watching::wake);
			}
			boolean changed = false;
			while (true) {
				// Without a word of a change, look whether the processes are still there.
				Optional<Ending> ending = look(!changed);
				meanwhile.take();
				long left = end - System.nanoTime();
				if (ending.isPresent() || left <= 0) {
					return ending;
				}
				changed = watching.await(Duration.ofNanos(left));
			}
		}
	}

	private Optional<Ending> look(boolean thoroughly) {
		OptionalInt code = code();
		if (code.isPresent()) {
			return Optional.of(new Ending(code, stopped()));
		}
		boolean dead = this.process != null && !this.process.isAlive();
		if ((!thoroughly && !dead) || alive()) {
			return Optional.empty();
		}
		// It may have been written while we looked.
		return Optional.of(new Ending(code(), stopped()));
	}

	private boolean alive() {
		if (this.process != null && this.process.isAlive()) {
			return true;
		}
		return Processes.read(this.folder.resolve("processes"))
			.map((processes) -> processes.supervised() || processes.running())
			.orElseGet(() -> this.process == null && begins());
	}

	private boolean begins() {
		try {
			// The file system's time is the system's, whatever clock the portal is given.
			return Files.getLastModifiedTime(this.folder).toInstant().plus(BEGINNING).isAfter(Instant.now());
		}
		catch (IOException ex) {
			return false;
		}
	}

	private OptionalInt code() {
		try {
			String text = Files.readString(this.folder.resolve("exit"));
			return text.endsWith("\n") ? OptionalInt.of(Integer.parseInt(text.strip())) : OptionalInt.empty();
		}
		catch (NoSuchFileException ex) {
			return OptionalInt.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean stopped() {
		return Files.exists(stopping());
	}

	private Path stopping() {
		return this.folder.resolve("stopping");
	}

	/**
	 * Takes on what another worker has begun: it goes on although that one is gone.
	 */
	public void attend() {
		leave("attended");
	}

	/**
	 * Leaves word for the supervisor.
	 */
	private void leave(String word) {
		try {
			Files.createFile(this.folder.resolve(word));
		}
		catch (FileAlreadyExistsException | NoSuchFileException ex) {
			// It was told, or is long over.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Leaves it to whoever has its folder now, as if this process were dead: if nobody
	 * attends to it, its supervisor tells it to stop after a while.
	 */
	public void abandon() {
		if (this.process != null) {
			try {
				this.process.getOutputStream().close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Asks it to stop as soon as it can without losing anything. Asking again changes
	 * nothing.
	 */
	public void stop() {
		leave("asked");
		abandon();
		if (this.process != null && this.process.isAlive()) {
			return;
		}
		Processes.read(this.folder.resolve("processes")).filter(Processes::running).ifPresent((processes) -> {
			try {
				// Whoever makes the file is the one who tells: the second time means at
				// once.
				Files.createFile(stopping());
				Processes.signal("TERM", processes.program().number());
			}
			catch (FileAlreadyExistsException ex) {
				// It was told.
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/**
	 * Ends it and all that it has started at once. What was being made at this moment may
	 * be in nobody's state.
	 */
	public void kill() {
		Optional<Processes> processes = Processes.read(this.folder.resolve("processes"));
		if (processes.isPresent()) {
			if (processes.get().supervised() || processes.get().running()) {
				Processes.signal("KILL", -processes.get().supervisor().number());
			}
		}
		else if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	/**
	 * What is done between two looks.
	 */
	private interface Step {

		@Nullable Void take() throws IOException;

	}

}

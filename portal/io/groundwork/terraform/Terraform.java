package io.groundwork.terraform;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The program on this machine: finds it, says where its providers come from, starts its
 * commands and finds those again that another worker has started.
 */
public final class Terraform implements AutoCloseable {

	private static final String SUPERVISOR = supervisor();

	/**
	 * How long a command goes on without a worker before it is told to stop. Most come to
	 * their end by then.
	 */
	private static final Duration ALONE = Duration.ofMinutes(1);

	/** A command is often followed by another one soon. */
	private static final int READY = 2;

	private final ProgramSearch search;

	private final Installation installation;

	private final FolderWatch watch = new FolderWatch();

	private final Duration alone;

	private final Queue<Standby> ready = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	Terraform(TerraformSettings settings) {
		this(settings, ALONE);
	}

	Terraform(TerraformSettings settings, Duration alone) {
		this.alone = alone;
		this.search = new ProgramSearch(settings.program());
		this.installation = new Installation(settings.mirror(), settings.registry());
	}

	/**
	 * The supervisor's text, without what is meant for people: it shows in the list of
	 * processes.
	 */
	private static String supervisor() {
		try (InputStream text = Terraform.class.getResourceAsStream("/terraform/supervise.sh")) {
			return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.strip().startsWith("#"))
				.collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The program, if there is one that is new enough and all that it needs; looked for
	 * again at each call as long as there is not.
	 */
	public Program.Search program() {
		if (Session.prefix().isEmpty()) {
			return new Program.Missing("There is neither setsid nor perl on this machine; install one of them.");
		}
		Optional<String> missing = this.installation.missing();
		return missing.isPresent() ? new Program.Missing(missing.get()) : this.search.find();
	}

	/**
	 * Writes down where providers come from.
	 * @param folder the run's folder
	 * @return the file, for {@link Surroundings}
	 */
	public Path installation(Path folder) {
		try {
			return Files.writeString(folder.resolve("terraform.rc"), this.installation.text());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What is kept of init for one environment. One run uses it at a time.
	 * @param folder a folder for this environment alone
	 */
	public WarmFolder warm(Path folder) {
		return new WarmFolder(folder, this.installation);
	}

	/**
	 * Removes what init has made and nobody is likely to use again.
	 * @param all where the folders of all environments are
	 */
	public void sweepWarm(Path all) {
		try {
			WarmFolder.sweep(all);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a command, which goes on when this process dies, and says in its folder how
	 * it ended. If nobody attends to it then, it is told to stop after a while.
	 * @param into the command's own folder, which must not exist yet
	 */
	public Execution start(Program program, TerraformCommand command, Surroundings where, Path into) {
		Standby standby = this.ready.poll();
		try {
			return ((standby != null && standby.alive()) ? standby : standby()).start(program, command, where, into);
		}
		finally {
			prepare();
		}
	}

	/**
	 * Has supervisors that wait for the word to start a command, since making one takes
	 * longer than all else that a small run needs beside Terraform.
	 */
	public void prepare() {
		Thread.startVirtualThread(() -> {
			synchronized (this.ready) {
				while (!this.closed && this.ready.size() < READY) {
					this.ready.add(standby());
				}
			}
		});
	}

	private Standby standby() {
		List<String> line = new ArrayList<>(Session.prefix()
			.orElseThrow(() -> new IllegalStateException("Only what program() has found is started")));
		line.addAll(
				List.of("/bin/sh", "-c", SUPERVISOR, "groundwork-supervisor", Long.toString(this.alone.toSeconds())));
		try {
			ProcessBuilder builder = new ProcessBuilder(line).directory(new File("/"))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD);
			builder.environment().clear();
			return new Standby(builder.start(), this.watch);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A command that somebody has started on this machine, perhaps one who is dead now.
	 * @param into the command's own folder
	 */
	public Execution attach(Path into) {
		return new Execution(into, this.watch, null);
	}

	@Override
	public void close() {
		synchronized (this.ready) {
			this.closed = true;
			this.ready.forEach(Standby::close);
			this.ready.clear();
		}
		this.watch.close();
	}

}

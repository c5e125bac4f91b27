package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.groundwork.runs.log.ClaimOverException;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogPosition;
import io.groundwork.runs.log.LogWriter;
import io.groundwork.masking.Clean;
import io.groundwork.masking.Mask;
import io.groundwork.terraform.Ending;
import io.groundwork.terraform.Execution;
import io.groundwork.terraform.Message;
import io.groundwork.terraform.Program;
import io.groundwork.terraform.Surroundings;
import io.groundwork.terraform.Terraform;
import io.groundwork.terraform.TerraformCommand;

/**
 * A run that a worker has in hand: tells its steps, starts its commands, writes its log.
 */
final class RunInHand {

	private static final Duration LOOK_AT_SIZE = Duration.ofMillis(500);

	private final Run run;

	private final Claim claim;

	private final RunFolder folder;

	private final Halt halt;

	private final Steps steps;

	private final LogWriter log;

	private final Terraform terraform;

	private final Program program;

	private final Figures figures;

	private final Room room;

	private final Map<String, String> skipped = new LinkedHashMap<>();

	private boolean entered;

	private volatile Meanwhile<Boolean> writing = Meanwhile.nothing();

	private Mask mask = Mask.none();

	private Set<String> unfinished = Set.of();

	private String step = "prepare";

	RunInHand(Run run, Claim claim, RunFolder folder, Halt halt, Steps steps, LogWriter log, Terraform terraform,
			Program program, Figures figures, Room room) {
		this.run = run;
		this.claim = claim;
		this.folder = folder;
		this.halt = halt;
		this.steps = steps;
		this.log = log;
		this.terraform = terraform;
		this.program = program;
		this.figures = figures;
		this.room = room;
	}

	Run run() {
		return this.run;
	}

	Claim claim() {
		return this.claim;
	}

	RunFolder folder() {
		return this.folder;
	}

	Halt halt() {
		return this.halt;
	}

	Program program() {
		return this.program;
	}

	/**
	 * Begins with the first of these steps; the others wait.
	 */
	void begin(List<String> names) {
		this.step = names.getFirst();
		write(() -> this.steps.begin(this.claim, names), false);
	}

	/**
	 * Writes down where the run is while it goes on already, one after the other.
	 * @param first whether it must be written before the run goes on
	 */
	private void write(Runnable what, boolean first) {
		settle();
		this.writing = Meanwhile.of(() -> Patience.insist(what));
		if (first) {
			settle();
		}
	}

	/**
	 * Waits until it is written down where the run is.
	 */
	void settle() {
		this.writing.join();
	}

	/**
	 * Ends the step and begins that one, unless the run is to stop.
	 */
	void next(String name, String note) {
		heed();
		goOn(name, note);
	}

	/**
	 * Ends here if the run is to stop.
	 */
	void heed() {
		this.halt.because().ifPresent((because) -> {
			throw new StoppedException(because);
		});
	}

	/**
	 * Ends the step and begins that one although the run may be told to stop: what is
	 * done is done.
	 */
	void goOn(String name, String note) {
		Map<String, String> passed = new LinkedHashMap<>(this.skipped);
		this.skipped.clear();
		this.step = name;
		write(() -> this.steps.next(this.claim, name, note, passed), Steps.believed(name));
	}

	/**
	 * Passes over the step that would be next.
	 */
	void skip(String name, String note) {
		this.skipped.put(name, note);
	}

	/**
	 * Why the log lacks lines, if it does.
	 */
	Optional<String> missing() {
		return this.log.missing();
	}

	void say(String text) {
		say(LogLevel.INFO, text);
	}

	void say(LogLevel level, String text) {
		this.log.line(this.step, level, text);
	}

	/**
	 * From now on these are not to be read anywhere.
	 */
	synchronized void mask(Collection<String> secrets) {
		this.folder.keepSecrets(secrets);
		this.mask = this.mask.with(secrets);
		this.log.hide(this.mask);
	}

	/**
	 * Tells what is being changed at this moment, for whoever thinks of forcing the run,
	 * and what may be left half made at its end.
	 */
	synchronized void unfinished(Set<String> addresses) {
		if (!addresses.equals(this.unfinished)) {
			this.unfinished = Set.copyOf(addresses);
			List<String> masked = addresses.stream().map(this::masked).toList();
			settle();
			Patience.insist(() -> this.steps.unfinished(this.claim, masked));
		}
	}

	/**
	 * What it was changing when it was last heard of, once it was to stop.
	 */
	synchronized Set<String> unfinished() {
		return new TreeSet<>(this.unfinished);
	}

	/**
	 * What is not to be read anywhere.
	 */
	synchronized Mask mask() {
		return this.mask;
	}

	/**
	 * First without what may stand in the middle of a secret and is not to be read.
	 */
	String masked(String text) {
		return mask().apply(Clean.text(text));
	}

	/**
	 * Starts a command and tells what it says until its end.
	 */
	Told tell(TerraformCommand command, Surroundings where) throws InterruptedException {
		return follow(command, start(command, where), this.claim.fence(), new LogPosition(0, Map.of()));
	}

	/**
	 * Starts a command whose output is not for people, and waits for its end.
	 */
	Execution ask(TerraformCommand command, Surroundings where) throws InterruptedException {
		Execution execution = start(command, where);
		Ending ending = execution.await();
		this.figures.ended(command, execution);
		if (!ending.succeeded(command)) {
			heed();
			throw new RunFailedException(
					"terraform %s failed: %s".formatted(command.title(), masked(errors(execution))));
		}
		return execution;
	}

	private Execution start(TerraformCommand command, Surroundings where) throws InterruptedException {
		enter();
		Execution execution = this.terraform.start(this.program, command, where, this.folder.next(command.title()));
		this.halt.at(execution);
		this.figures.started(this.run, this.folder);
		return execution;
	}

	/**
	 * Waits for room, which a claimed run has and one that was picked up may not have.
	 */
	private void enter() throws InterruptedException {
		if (this.entered) {
			return;
		}
		this.entered = this.room.enter();
		if (!this.entered) {
			say("The worker is at work on as many runs as it can; this goes on when one of them has ended");
		}
		while (!this.entered) {
			if (this.halt.lost()) {
				throw new ClaimOverException(this.run.number(), this.claim.fence());
			}
			this.halt.because().ifPresent((because) -> {
				throw new StoppedException(because);
			});
			this.entered = this.room.enter();
		}
	}

	/**
	 * Makes room for others.
	 */
	void leave() {
		if (this.entered) {
			this.room.leave();
		}
	}

	/**
	 * Tells what a command says from where the log has it, until its end.
	 * @param fence the claim that started it
	 */
	Told follow(TerraformCommand command, Execution execution, long fence, LogPosition position)
			throws InterruptedException {
		Told told = new Told(command);
		String source = fence + "/" + execution.folder().getFileName();
		String step = this.step;
		Thread stopping = Thread.ofVirtual()
			.name("stop-" + this.run.number())
			.start(() -> onceStopped(execution, told));
		Thread size = Thread.ofVirtual().name("size-" + this.run.number()).start(() -> watchSize(execution, step));
		try {
			execution.follow(0, (text, next) -> {
				Message message = Message.of(text);
				told.hear(message);
				if (this.halt.because().isPresent()) {
					unfinished(told.begun());
				}
				if (next > position.of(source)) {
					this.log.line(this.step, LogLevel.of(message.level().name()), message.text(),
							message.address().orElse(null), source, next);
				}
			});
			String complaints = source + "/errors";
			execution.followErrors(0, (text, next) -> {
				told.complain(text);
				if (next > position.of(complaints)) {
					this.log.line(this.step, LogLevel.ERROR, text, null, complaints, next);
				}
			});
		}
		catch (RuntimeException ex) {
			if (ex instanceof ClaimOverException) {
				this.halt.lose();
			}
			else {
				// Nothing can be told any more, so it must not go on either.
				execution.stop();
			}
			execution.await();
			throw ex;
		}
		finally {
			this.halt.over(execution);
			size.interrupt();
			stopping.join();
		}
		Told ended = told.ended(execution.await());
		this.figures.ended(command, execution);
		return ended;
	}

	/**
	 * What a program says may come faster than it is read, and its file takes room that
	 * others need.
	 */
	private void watchSize(Execution execution, String step) {
		try {
			while (execution.ending().isEmpty()) {
				long size = execution.said();
				if (size > this.log.most()) {
					this.log.fill(step);
				}
				if (size > 2 * this.log.most() && this.halt.because().isPresent()) {
					this.halt.force();
				}
				Thread.sleep(LOOK_AT_SIZE);
			}
		}
		catch (InterruptedException ex) {
			// It has ended.
		}
	}

	/**
	 * A program that does not stop may say nothing any more either, so what it was
	 * changing is told at once.
	 */
	private void onceStopped(Execution execution, Told told) {
		try {
			if (this.halt.awaitStop(execution)) {
				unfinished(told.begun());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Fails unless the command did what it was told.
	 */
	Told must(Told told) {
		if (!told.succeeded()) {
			heed();
			throw new RunFailedException(masked(told.complaint()));
		}
		return told;
	}

	private static String errors(Execution execution) {
		try {
			return Files.readString(execution.errors(), java.nio.charset.StandardCharsets.ISO_8859_1).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogPosition;
import io.groundwork.runs.log.RunLogs;
import io.groundwork.state.StateCredentials;
import io.groundwork.state.StateLock;
import io.groundwork.state.States;
import io.groundwork.terraform.Execution;
import io.groundwork.terraform.Terraform;
import io.groundwork.terraform.TerraformCommand;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Picks up a run whose worker went away: waits for Terraform to come to its end, brings
 * home its state, frees the lock, and then does again what may be done again, or finds
 * out what remains.
 */
@Component
class Recovery {

	private static final Logger logger = LoggerFactory.getLogger(Recovery.class);

	/**
	 * How long Terraform may take to come to a stop once it was asked to.
	 */
	private static final Duration STOPPING = Duration.ofMinutes(10);

	/**
	 * How long a machine that cannot be asked is waited for, to let go of the lock.
	 */
	private static final Duration ELSEWHERE = Duration.ofMinutes(3);

	/**
	 * What takes its worker down with it would do so for ever.
	 */
	private static final int MOST_CLAIMS = 20;

	private final Journal journal;

	private final Terraform terraform;

	private final WorkPlace place;

	private final RunLogs logs;

	private final States states;

	private final StateCredentials credentials;

	private final Salvage salvage;

	private final Work work;

	private final Steps steps;

	private final Queue queue;

	Recovery(Journal journal, Terraform terraform, WorkPlace place, RunLogs logs, States states,
			StateCredentials credentials, Salvage salvage, Work work, Steps steps, Queue queue) {
		this.journal = journal;
		this.terraform = terraform;
		this.place = place;
		this.logs = logs;
		this.states = states;
		this.credentials = credentials;
		this.salvage = salvage;
		this.work = work;
		this.steps = steps;
		this.queue = queue;
	}

	Ended recover(RunInHand hand) throws InterruptedException {
		hand.begin(List.of("recover"));
		this.work.hidePlanned(hand);
		boolean changed = begun(hand, "apply");
		Optional<Told> applied = Optional.empty();
		for (Journal.Entry claim : Patience.insist(() -> this.journal.before(hand.claim()))) {
			Optional<Told> told = lookAfter(hand, claim);
			applied = applied.or(() -> told);
		}
		if (hand.run().claims() > MOST_CLAIMS) {
			throw new RunFailedException(
					"It was picked up %d times and broke down each time; the workers' logs say why. Plan again."
						.formatted(MOST_CLAIMS));
		}
		Optional<Run.Because> stop = asked(hand);
		if (begun(hand, "record")) {
			hand.say("It had come to its end before its worker went away");
			String done = note(hand, "apply");
			return this.work.goOn(hand, this.work.recorded(hand, done), done);
		}
		if (applied.isPresent() && applied.get().succeeded()) {
			hand.say("Terraform had come to its end before its worker went away");
			return this.work.goOn(hand, this.work.applied(hand, applied.get()), applied.get().done());
		}
		applied.ifPresent((told) -> this.work.unfinished(hand, told));
		if (!changed) {
			if (stop.isPresent()) {
				throw new StoppedException(stop.get());
			}
			hand.say("Nothing had been changed yet, so it begins again");
			Patience.insist(() -> this.queue.beginAgain(hand.claim()));
			return this.work.carryOut(hand);
		}
		return remains(hand, stop);
	}

	/**
	 * Takes on what a claim before ours has left: what it runs, what it said, its state,
	 * its lock. Whatever is not settled when this breaks off is, by whoever comes next.
	 */
	private Optional<Told> lookAfter(RunInHand hand, Journal.Entry claim) throws InterruptedException {
		RunFolder folder = claim.folder();
		boolean here = folder.exists() && this.place.sees(claim.host());
		Optional<String> unread = Optional.empty();
		if (!here && Patience.insist(() -> this.credentials.opened(claim.fence()))) {
			sayElsewhere(hand, claim);
			awaitElsewhere(hand, claim);
			unread = unread(claim);
		}
		Optional<Told> told = folder.exists() ? collect(hand, claim, here) : Optional.empty();
		this.salvage.erroredState(hand, claim.fence(), folder);
		close(hand, claim);
		String missing = unread.orElse(null);
		Patience.insist(() -> this.journal.end(claim.fence(), missing));
		if (here && !folder.wipe()) {
			logger.warn("The state that Terraform left in {} is not home yet; it is tried again every few minutes",
					folder.top());
		}
		return told;
	}

	private void sayElsewhere(RunInHand hand, Journal.Entry claim) {
		hand.say(LogLevel.WARN,
				(claim.folder().exists()
						? "The worker that had it is on another machine, %s, and only its folder can be looked into"
						: "The worker that had it is on another machine, %s, which cannot be asked: "
								+ "what it said after the last line above is missing")
					.formatted(claim.machine()) + "; its state is waited for");
	}

	/**
	 * Why what a claim elsewhere said is not all here, if it is not.
	 */
	private static Optional<String> unread(Journal.Entry claim) {
		RunFolder folder = claim.folder();
		if (folder.exists() && folder.begun().stream().allMatch((command) -> Files.exists(command.resolve("exit")))) {
			return Optional.empty();
		}
		return Optional.of("its worker's machine, %s, cannot be asked".formatted(claim.machine()));
	}

	/**
	 * A step is written down before it begins.
	 */
	private boolean begun(RunInHand hand, String step) {
		return Patience.insist(() -> this.steps.of(hand.run().number()))
			.stream()
			.anyMatch((found) -> found.name().equals(step) && found.startedAt() != null);
	}

	private String note(RunInHand hand, String step) {
		return Patience.insist(() -> this.steps.of(hand.run().number()))
			.stream()
			.filter((found) -> found.name().equals(step))
			.map(Steps.Step::note)
			.reduce("", (one, other) -> other.isEmpty() ? one : other);
	}

	private Ended remains(RunInHand hand, Optional<Run.Because> stop) throws InterruptedException {
		String how = stop.isPresent() ? "Stopped midway" : "Its worker went away midway, and what there is was saved";
		RunStatus status = stop.isPresent() ? RunStatus.CANCELLED : RunStatus.RECOVERED;
		try {
			return new Ended(status,
					how + this.work.remains(hand)
						.map((remains) -> "; what remains: " + remains)
						.orElse("; nothing remains to be done"));
		}
		catch (RunFailedException ex) {
			hand.say(LogLevel.WARN, "What remains could not be found out: " + ex.getMessage());
			return new Ended(status, how + "; what remains could not be found out, so plan again");
		}
	}

	/**
	 * The wish to stop was written down; the worker it was told to is gone.
	 */
	private Optional<Run.Because> asked(RunInHand hand) {
		Run.Stop stop = hand.run().stop();
		return (stop == null || stop.because() == Run.Because.DRAIN) ? Optional.empty() : Optional.of(stop.because());
	}

	/**
	 * Waits for what runs in a folder, and reads on in what it says.
	 * @param here whether its processes can be seen from here; others are left to
	 * themselves, and end with their supervisor
	 * @return what the command told that changes something, if that was begun
	 */
	private Optional<Told> collect(RunInHand hand, Journal.Entry claim, boolean here) throws InterruptedException {
		RunFolder folder = claim.folder();
		Optional<Told> changing = Optional.empty();
		LogPosition position = Patience.insist(() -> this.logs.position(hand.run().number()));
		hand.mask(folder.keptSecrets());
		for (Path begun : folder.begun()) {
			Execution execution = this.terraform.attach(begun);
			boolean apply = begun.getFileName().toString().endsWith("-apply");
			if (apply && here) {
				// What is being made in the moment of a stop may be in nobody's state.
				execution.attend();
			}
			else if (!apply) {
				execution.stop();
			}
			hand.halt().at(execution);
			if (execution.ending().isEmpty()) {
				hand.say("Terraform has outlived its worker; this waits for its end (%s)"
					.formatted(begun.getFileName()));
			}
			Thread limit = Thread.ofVirtual().start(() -> killAfter(execution, apply ? hand.halt() : null));
			try {
				Optional<TerraformCommand> command = told(folder, begun);
				if (command.isEmpty()) {
					execution.await();
				}
				else {
					Told told = hand.follow(command.get(), execution, claim.fence(), position);
					changing = (command.get() instanceof TerraformCommand.Apply) ? Optional.of(told) : changing;
				}
			}
			finally {
				limit.interrupt();
			}
		}
		return changing;
	}

	/**
	 * The command of a folder, if what it says is for people.
	 */
	private static Optional<TerraformCommand> told(RunFolder folder, Path begun) {
		String name = begun.getFileName().toString();
		return switch (name.substring(name.indexOf('-') + 1)) {
			case "init" -> Optional.of(new TerraformCommand.Init());
			case "plan" -> Optional.of(new TerraformCommand.Plan(folder.plan(), TerraformCommand.Aim.CHANGE));
			case "apply" -> Optional.of(new TerraformCommand.Apply(folder.plan()));
			default -> Optional.empty();
		};
	}

	private static void killAfter(Execution execution, @Nullable Halt halt) {
		try {
			if (halt != null && !halt.awaitStop()) {
				return;
			}
			Thread.sleep(STOPPING);
			if (halt == null || !halt.lost()) {
				execution.kill();
			}
		}
		catch (InterruptedException ex) {
			// It ended by itself.
		}
	}

	/**
	 * There Terraform comes to its end too, or is stopped by its supervisor, hands over
	 * its state and lets go of the lock.
	 */
	private void awaitElsewhere(RunInHand hand, Journal.Entry claim) throws InterruptedException {
		long end = System.nanoTime() + ELSEWHERE.toNanos();
		while (System.nanoTime() < end) {
			Optional<StateLock> lock = Patience.insist(() -> this.states.lock(hand.run().environmentId()));
			if (lock.isEmpty() || lock.get().fence() != claim.fence()) {
				return;
			}
			Thread.sleep(1_000);
		}
		hand.say(LogLevel.WARN, "It was not heard of again; should it write later, that is kept beside the state");
	}

	private void close(RunInHand hand, Journal.Entry claim) {
		Patience.insist(() -> this.credentials.close(claim.fence()));
		if (Patience.insist(() -> this.states.release(hand.run().environmentId(), claim.fence()))) {
			hand.say(LogLevel.WARN, "Terraform had not let go of the state; its lock is released");
		}
	}

}

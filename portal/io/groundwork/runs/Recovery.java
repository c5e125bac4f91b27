package io.groundwork.runs;

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

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Picks up a run whose worker went away: waits for Terraform to come to its end, brings
 * home its state, frees the lock, and then does again what may be done again, or finds
 * out what remains.
 */
@Component
class Recovery {

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

	private final JdbcClient jdbc;

	private final Terraform terraform;

	private final WorkPlace place;

	private final RunLogs logs;

	private final States states;

	private final StateCredentials credentials;

	private final Salvage salvage;

	private final Work work;

	private final Steps steps;

	private final Queue queue;

	Recovery(JdbcClient jdbc, Terraform terraform, WorkPlace place, RunLogs logs, States states,
			StateCredentials credentials, Salvage salvage, Work work, Steps steps, Queue queue) {
		this.jdbc = jdbc;
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
		List<Before> before = before(hand.claim());
		boolean changed = begun(hand, "apply");
		Optional<Told> applied = Optional.empty();
		for (Before claim : before) {
			RunFolder folder = new RunFolder(Path.of(claim.folder()));
			if (claim.host().equals(this.place.host())) {
				Optional<Told> told = collect(hand, claim, folder);
				applied = applied.or(() -> told);
				this.salvage.erroredState(hand, claim.fence(), folder);
			}
			else {
				hand.say(LogLevel.WARN, "The worker that had it is on another machine, %s; its state is waited for"
					.formatted(claim.host()));
				awaitElsewhere(hand, claim);
			}
			close(hand, claim);
			folder.wipe();
			Patience.insist(() -> this.jdbc.sql("update run_claim set ended_at = now() where fence = ?")
				.param(claim.fence())
				.update());
		}
		if (hand.run().claims() > MOST_CLAIMS) {
			throw new RunFailedException(
					"It was picked up %d times and broke down each time; the workers' logs say why. Plan again."
						.formatted(MOST_CLAIMS));
		}
		Optional<Run.Because> stop = asked(hand);
		if (begun(hand, "record")) {
			hand.say("It had come to its end before its worker went away");
			return this.work.recorded(hand, note(hand, "apply"));
		}
		if (applied.isPresent() && applied.get().succeeded()) {
			hand.say("Terraform had come to its end before its worker went away");
			return this.work.applied(hand, applied.get());
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
	 * @return what the command told that changes something, if that was begun
	 */
	private Optional<Told> collect(RunInHand hand, Before claim, RunFolder folder) throws InterruptedException {
		Optional<Told> changing = Optional.empty();
		LogPosition position = Patience.insist(() -> this.logs.position(hand.run().number()));
		hand.mask(folder.keptSecrets());
		for (Path begun : folder.begun()) {
			Execution execution = this.terraform.attach(begun);
			boolean apply = begun.getFileName().toString().endsWith("-apply");
			if (apply) {
				// What is being made in the moment of a stop may be in nobody's state.
				execution.attend();
			}
			else {
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
			if (halt != null) {
				halt.awaitStop();
			}
			Thread.sleep(STOPPING);
			execution.kill();
		}
		catch (InterruptedException ex) {
			// It ended by itself.
		}
	}

	/**
	 * There Terraform comes to its end too, or is stopped by its supervisor, hands over
	 * its state and lets go of the lock.
	 */
	private void awaitElsewhere(RunInHand hand, Before claim) throws InterruptedException {
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

	private void close(RunInHand hand, Before claim) {
		Patience.insist(() -> this.credentials.close(claim.fence()));
		if (Patience.insist(() -> this.states.release(hand.run().environmentId(), claim.fence()))) {
			hand.say(LogLevel.WARN, "Terraform had not let go of the state; its lock is released");
		}
	}

	private List<Before> before(Claim claim) {
		return Patience.insist(() -> this.jdbc.sql(
				"select fence, host, folder from run_claim where run = ? and fence < ? and ended_at is null order by fence desc")
			.params(claim.run(), claim.fence())
			.query((row, number) -> new Before(row.getLong("fence"), row.getString("host"), row.getString("folder")))
			.list());
	}

	/**
	 * A claim before ours.
	 */
	private record Before(long fence, String host, String folder) {

	}

}

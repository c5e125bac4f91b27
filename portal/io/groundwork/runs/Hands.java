package io.groundwork.runs;

import java.util.Optional;
import java.util.Set;

import io.groundwork.runs.log.ClaimOverException;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogWriter;
import io.groundwork.masking.Mask;
import io.groundwork.runs.log.RunLogs;
import io.groundwork.terraform.Program;
import io.groundwork.terraform.Terraform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Takes a claimed run to its end, whatever happens on the way, and writes down how it
 * ended.
 */
@Component
class Hands {

	private static final Logger logger = LoggerFactory.getLogger(Hands.class);

	/** What no worker can begin is not taken for ever. */
	static final int MOST_CLAIMS = 20;

	private final Runs runs;

	private final Steps steps;

	private final RunLogs logs;

	private final Terraform terraform;

	private final Work work;

	private final Recovery recovery;

	private final RunEnding ending;

	private final Figures figures;

	private final Queue queue;

	private final Room room;

	Hands(Runs runs, Steps steps, RunLogs logs, Terraform terraform, Work work, Recovery recovery, RunEnding ending,
			Figures figures, Queue queue, Room room) {
		this.runs = runs;
		this.steps = steps;
		this.logs = logs;
		this.terraform = terraform;
		this.work = work;
		this.recovery = recovery;
		this.ending = ending;
		this.figures = figures;
		this.queue = queue;
		this.room = room;
	}

	/**
	 * Carries out a run that was claimed, or picks up one that was taken over.
	 * @return false if there is no place to do so
	 */
	boolean carryOut(Claim claim, Halt halt, Program program) {
		Run run = Patience.insist(() -> this.runs.get(claim.run()));
		RunFolder folder = new RunFolder(claim.folder());
		if (run.status() == RunStatus.RECOVERING) {
			this.figures.pickedUp();
		}
		try (LogWriter log = Patience.insist(() -> this.logs.writer(claim.run(), claim.fence(), Mask.none()))) {
			RunInHand hand = new RunInHand(run, claim, folder, halt, this.steps, log, this.terraform, program,
					this.figures, this.room);
			log.whenFull(() -> tooMuch(claim, halt));
			Optional<String> obstacle = folder.make();
			if (obstacle.isPresent()) {
				handBack(hand, obstacle.get());
				return false;
			}
			try {
				Ended ended = end(hand);
				hand.settle();
				log.flush();
				if (!handedOver(hand, ended)) {
					this.ending.write(hand, ended);
					this.figures.endedAs(ended.status());
				}
			}
			finally {
				hand.leave();
			}
		}
		catch (ClaimOverException ex) {
			logger.warn("Run {} is in another worker's hands now; what it left here is theirs", claim.run());
		}
		return true;
	}

	/**
	 * Nothing was begun here, so what was waiting waits again, and what was picked up is
	 * for whoever picks it up next.
	 */
	private void handBack(RunInHand hand, String obstacle) {
		Run run = hand.run();
		logger.error("Run {} cannot be carried out here: {}", run.number(), obstacle);
		hand.say(LogLevel.WARN,
				"Its worker has no place to work in (%s); this is left to another one".formatted(obstacle));
		if (run.status() == RunStatus.RECOVERING) {
			Patience.insist(() -> this.queue.letGo(hand.claim()));
		}
		else if (run.claims() >= MOST_CLAIMS) {
			this.ending.write(hand, new Ended(RunStatus.FAILED,
					"It was taken %d times and could not be begun; the workers' logs say why. Nothing was changed."
						.formatted(run.claims())));
			this.figures.endedAs(RunStatus.FAILED);
		}
		else {
			this.ending.putBack(hand);
		}
	}

	/**
	 * Nobody reads as much as that, and there must be room for the others.
	 */
	private void tooMuch(Claim claim, Halt halt) {
		halt.stop(Run.Because.LOG);
		Patience.insist(() -> this.runs.saidTooMuch(claim.run()));
	}

	private Ended end(RunInHand hand) {
		try {
			return (hand.run().status() == RunStatus.RECOVERING) ? this.recovery.recover(hand)
					: this.work.carryOut(hand);
		}
		catch (StoppedException ex) {
			return stopped(hand, ex.because());
		}
		catch (RunFailedException ex) {
			hand.say(LogLevel.ERROR, String.valueOf(ex.getMessage()));
			return new Ended(RunStatus.FAILED, String.valueOf(ex.getMessage()));
		}
		catch (ClaimOverException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Runs are asked to stop, not interrupted", ex);
		}
		catch (RuntimeException ex) {
			if (Patience.outage(ex)) {
				// What is away comes back; until then nothing is known that could be a
				// verdict, and the claim is let go for the next one to try.
				throw ex;
			}
			logger.error("Run {} failed unexpectedly", hand.run().number(), ex);
			String why = "Something went wrong in the portal itself: " + hand.masked(String.valueOf(ex.getMessage()));
			hand.say(LogLevel.ERROR, why);
			return new Ended(RunStatus.FAILED, why);
		}
	}

	private static Ended stopped(RunInHand hand, Run.Because because) {
		String how = hand.halt().forced() ? "Ended by force" + meanwhile(hand) : "Stopped in an orderly way";
		String after = hand.run().kind().changes() ? "; plan again to see what remains" : "";
		return switch (because) {
			case CANCEL, DRAIN -> new Ended(RunStatus.CANCELLED, how + after);
			case LOG ->
				new Ended(RunStatus.FAILED, "Said more than its log may hold and was asked to stop. " + how + after);
			case PERSON -> new Ended(RunStatus.CANCELLED, "Gave way to somebody's run");
			case TIME -> new Ended(RunStatus.FAILED, "Took too long and was asked to stop. " + how + after);
		};
	}

	private static String meanwhile(RunInHand hand) {
		Set<String> unfinished = hand.unfinished();
		return unfinished.isEmpty() ? "" : hand.masked(" while changing " + String.join(", ", unfinished));
	}

	/**
	 * When the worker goes away, what changes nothing begins again elsewhere, and what
	 * changes something is picked up where it stopped: its claim stays as it is.
	 */
	private boolean handedOver(RunInHand hand, Ended ended) {
		Optional<Run.Because> because = hand.halt().because();
		if (because.isEmpty() || because.get() != Run.Because.DRAIN || ended.status() != RunStatus.CANCELLED) {
			return false;
		}
		if (hand.run().kind().changes()) {
			hand.say("The worker goes away; another one picks this up");
			return true;
		}
		hand.say("The worker goes away; this begins again with another one");
		this.ending.putBack(hand);
		return true;
	}

}

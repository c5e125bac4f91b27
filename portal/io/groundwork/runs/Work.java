package io.groundwork.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.groundwork.cluster.Change.Action;
import io.groundwork.digest.Sha256;
import io.groundwork.plans.Changes;
import io.groundwork.plans.PlanReading;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.storage.BrokenSealException;
import io.groundwork.storage.NoSuchObjectException;
import io.groundwork.terraform.Execution;
import io.groundwork.terraform.Surroundings;
import io.groundwork.terraform.TerraformCommand;
import io.groundwork.terraform.TerraformCommand.Aim;

import org.springframework.stereotype.Component;

/**
 * What a run of each kind does, step by step.
 */
@Component
class Work {

	private final Preparation preparation;

	private final RunPlans plans;

	private final States states;

	private final Salvage salvage;

	private final PlatformWork platform;

	Work(Preparation preparation, RunPlans plans, States states, Salvage salvage, PlatformWork platform) {
		this.platform = platform;
		this.preparation = preparation;
		this.plans = plans;
		this.states = states;
		this.salvage = salvage;
	}

	/**
	 * Carries out a run from its beginning.
	 */
	Ended carryOut(RunInHand hand) throws InterruptedException {
		try {
			return switch (hand.run().kind()) {
				case PLAN -> plan(hand);
				case APPLY, DESTROY -> apply(hand);
				case DRIFT -> drift(hand);
				case VERIFY -> verify(hand);
			};
		}
		catch (RunFailedException ex) {
			this.preparation.distrust(hand.run());
			throw ex;
		}
	}

	private Ended plan(RunInHand hand) throws InterruptedException {
		boolean rendered = hand.run().wish() != null;
		hand.begin(rendered ? List.of("prepare", "init", "plan", "read", "check")
				: List.of("prepare", "init", "plan", "read"));
		Aim aim = aim(hand.run());
		return Ended.done(read(hand, this.preparation.prepare(hand), aim, true).sentence());
	}

	private static Aim aim(Run run) {
		return run.destroys() ? Aim.DESTROY : Aim.CHANGE;
	}

	/**
	 * The queue sees to it that nobody else is at work here, so no lock is asked for.
	 */
	private static TerraformCommand planned(RunInHand hand, Aim aim) {
		return TerraformCommand.Plan.unlocked(hand.folder().plan(), aim);
	}

	/**
	 * Plans and reads the plan.
	 * @param keep whether it may be carried out
	 */
	private Found read(RunInHand hand, Surroundings where, Aim aim, boolean keep) throws InterruptedException {
		hand.next("plan", "");
		TerraformCommand show = new TerraformCommand.Show(hand.folder().plan());
		Told told = hand.must(hand.tell(planned(hand, aim), where));
		try (Meanwhile<RunPlans.Subject> subject = Meanwhile
			.of(() -> this.plans.subject(hand, keep ? hand.folder().plan() : null))) {
			hand.next("read", told.code(TerraformCommand.Plan.CHANGES) ? "" : "nothing to change");
			Execution shown = hand.ask(show, where);
			PlanReading reading = RunPlans.read(shown.output(), hand.mask());
			hand.mask(reading.secrets());
			hand.heed();
			RunPlans.Beside beside = RunPlans.Beside.NOTHING;
			if (keep && hand.run().wish() != null) {
				hand.next("check", "");
				beside = this.platform.check(hand, shown.output());
			}
			this.plans.keep(hand, reading, subject.join(), beside);
			return new Found(reading.changes(), beside);
		}
	}

	private Ended drift(RunInHand hand) throws InterruptedException {
		hand.begin(List.of("prepare", "init", "plan", "read"));
		Found found = read(hand, this.preparation.prepare(hand), Aim.REFRESH_ONLY, false);
		int differences = found.changes().drift().size();
		return Ended.done((differences == 0) ? "Everything is as it was left"
				: counted(differences, "resource differs", "resources differ") + " from what was left");
	}

	private Ended verify(RunInHand hand) throws InterruptedException {
		hand.begin(List.of("prepare", "init", "state", "plan", "read"));
		Surroundings where = this.preparation.prepare(hand);
		hand.next("state", "");
		checkState(hand.run());
		Found found = read(hand, where, Aim.CHANGE, false);
		return Ended.done(found.changes().nothing() ? "Verified: everything is as it is wanted"
				: "Not as wanted: " + sentence(found.changes()));
	}

	/**
	 * The state as it is kept is the state as it was written. Terraform would only say
	 * that it cannot read it.
	 */
	private void checkState(Run run) {
		Patience.insist(() -> this.states.current(run.environmentId())).ifPresent((current) -> {
			if (!kept(run, current.serial()).equals(Optional.of(current.digest()))) {
				throw new RunFailedException(
						"Version %d of the state is not what was written; restore an earlier version."
							.formatted(current.serial()));
			}
		});
	}

	/**
	 * The digest of a version as it is kept, if it can be read.
	 */
	private Optional<String> kept(Run run, long serial) {
		try {
			return Optional.of(Patience.insist(() -> {
				try (InputStream in = this.states.open(run.environmentId(), serial)) {
					return Sha256.hex(in);
				}
				catch (IOException ex) {
					if (ex.getCause() instanceof BrokenSealException broken) {
						throw broken;
					}
					throw new UncheckedIOException(ex);
				}
			}));
		}
		catch (BrokenSealException | NoSuchObjectException ex) {
			return Optional.empty();
		}
	}

	private Ended apply(RunInHand hand) throws InterruptedException {
		hand.begin(steps(hand.run()));
		TerraformCommand apply = new TerraformCommand.Apply(hand.folder().plan());
		Surroundings where;
		RunPlans.Kept plan;
		try (Meanwhile<RunPlans.Kept> fetched = Meanwhile.of(() -> this.plans.fetch(hand, hand.folder().plan()))) {
			where = this.preparation.prepare(hand);
			plan = fetched.join();
		}
		RunPlans.KubernetesPlan agreed = plan.written().kubernetes();
		if (agreed != null) {
			hand.next("compare", "");
			this.platform.compare(hand, agreed);
			if (agreed.ends()) {
				hand.next("clear", "");
				hand.say("Taken out of the cluster: " + this.platform.clear(hand, agreed));
			}
		}
		hand.next("apply", "");
		Told told = hand.tell(apply, where);
		Ended ended = applied(hand, told);
		return makes(hand.run()) ? this.platform.make(hand, where, agreed, told.done()) : ended;
	}

	private List<String> steps(Run run) {
		List<String> steps = new ArrayList<>(List.of("prepare", "init"));
		if (run.wish() != null) {
			steps.add("compare");
			if (run.kind() == RunKind.DESTROY) {
				steps.add("clear");
			}
		}
		steps.addAll(List.of("apply", "record"));
		if (makes(run)) {
			steps.addAll(this.platform.steps(run));
		}
		return List.copyOf(steps);
	}

	/**
	 * Whether there is something to do after Terraform.
	 */
	private static boolean makes(Run run) {
		return run.wish() != null && run.kind() == RunKind.APPLY;
	}

	/**
	 * Goes on after a claim under which Terraform has come to its end.
	 */
	Ended goOn(RunInHand hand, Ended recorded, String done) throws InterruptedException {
		Run run = hand.run();
		Long plan = run.plan();
		if (!makes(run) || plan == null) {
			return recorded;
		}
		List<String> steps = new ArrayList<>(List.of("prepare", "init"));
		steps.addAll(this.platform.steps(run));
		hand.begin(steps);
		Surroundings where = this.preparation.prepare(hand);
		RunPlans.KubernetesPlan agreed = Patience.insist(() -> this.plans.find(plan))
			.map((kept) -> kept.written().kubernetes())
			.orElse(null);
		return this.platform.make(hand, where, agreed, done);
	}

	/**
	 * Hides what the plan that is carried out knows for secret.
	 */
	void hidePlanned(RunInHand hand) {
		Long plan = hand.run().plan();
		if (plan != null) {
			hand.mask(this.plans.secrets(plan));
		}
	}

	/**
	 * What came of an apply, whoever started it.
	 */
	Ended applied(RunInHand hand, Told told) throws InterruptedException {
		this.salvage.erroredState(hand, hand.claim().fence(), hand.folder());
		if (!told.succeeded()) {
			unfinished(hand, told);
			if (hand.run().wish() != null) {
				this.platform.learn(hand, told.complaints());
			}
			hand.must(told);
		}
		hand.goOn("record", told.done());
		return recorded(hand, told.done());
	}

	/**
	 * Says what may be there although no state knows it.
	 */
	void unfinished(RunInHand hand, Told told) {
		hand.unfinished(told.unfinished());
		if (!told.unfinished().isEmpty()) {
			hand.say(LogLevel.WARN,
					"These were being changed when it ended, and may be there without being in the state: "
							+ String.join(", ", told.unfinished()));
		}
	}

	/**
	 * The end of what was applied.
	 */
	Ended recorded(RunInHand hand, String done) throws InterruptedException {
		Run run = hand.run();
		if (run.kind() == RunKind.DESTROY) {
			int left = Patience.insist(() -> this.states.current(run.environmentId()))
				.map(StateVersion::resources)
				.orElse(0);
			if (left > 0) {
				throw new RunFailedException(
						"%d resources are still in the state after everything was destroyed; plan the end again."
							.formatted(left));
			}
			if (run.wish() != null) {
				this.platform.forget(hand);
			}
			return Ended.done("Destroyed: " + done + "; nothing is left");
		}
		return Ended.done("Applied: " + done);
	}

	/**
	 * After a worker died midway: what remains to be done.
	 */
	Optional<String> remains(RunInHand hand) throws InterruptedException {
		hand.begin(List.of("prepare", "init", "plan", "read"));
		Aim aim = aim(hand.run());
		Found found = read(hand, this.preparation.prepare(hand), aim, false);
		return found.changes().nothing() ? Optional.empty() : Optional.of(sentence(found.changes()));
	}

	static String sentence(Changes changes) {
		if (changes.nothing()) {
			return "Nothing to change";
		}
		String text = "%d to add, %d to change, %d to destroy".formatted(changes.add(), changes.change(),
				changes.destroy());
		return (changes.replace() > 0) ? text + ", of which %d replaced".formatted(changes.replace()) : text;
	}

	/**
	 * What a run found.
	 */
	private record Found(Changes changes, RunPlans.Beside beside) {

		String sentence() {
			RunPlans.KubernetesPlan kubernetes = this.beside.kubernetes();
			if (kubernetes == null || kubernetes.changes().nothing()) {
				return Work.sentence(this.changes);
			}
			long objects = kubernetes.changes()
				.changes()
				.stream()
				.filter((change) -> change.action() != Action.UNCHANGED && change.action() != Action.KEPT)
				.count();
			return (this.changes.nothing() ? "Nothing to change for Terraform" : Work.sentence(this.changes))
					+ "; in the cluster " + counted((int) objects, "object", "objects");
		}

	}

	private static String counted(int number, String one, String many) {
		return number + " " + ((number == 1) ? one : many);
	}

}

package io.groundwork.runs;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.groundwork.cloud.Cloud;
import io.groundwork.environments.Environments;
import io.groundwork.environments.prices.PriceList;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.web.Times;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/**
 * What a run's page is made of, apart from its log.
 */
@Component
class RunViews {

	private final Steps steps;

	private final Waiting waiting;

	private final Runs runs;

	private final RunPlans plans;

	private final States states;

	private final Environments environments;

	private final RunSettings settings;

	private final Times times;

	private final Clock clock;

	private final Workers workers;

	private final Cloud cloud;

	private final Origins origins;

	RunViews(Steps steps, Waiting waiting, Runs runs, RunPlans plans, States states, Environments environments,
			RunSettings settings, Times times, Clock clock, Workers workers, Cloud cloud, Origins origins) {
		this.cloud = cloud;
		this.origins = origins;
		this.steps = steps;
		this.waiting = waiting;
		this.runs = runs;
		this.plans = plans;
		this.states = states;
		this.environments = environments;
		this.settings = settings;
		this.times = times;
		this.clock = clock;
		this.workers = workers;
	}

	void show(Run run, SignedIn who, Model model) {
		List<Steps.Step> did = this.steps.of(run.number());
		Optional<Instant> force = this.runs.forcible(run);
		PlanView plan = plan(run);
		boolean platform = who.is(Role.PLATFORM);
		model.addAttribute("run", run);
		model.addAttribute("title", "Run %d: %s".formatted(run.number(), what(run)));
		Optional<Waiting.Reason> waits = this.waiting.of(run);
		model.addAttribute("standing", RunStanding.of(run, did, waits, force, silent(run)));
		model.addAttribute("waits", waits.orElse(null));
		model.addAttribute("origin", this.origins.of(run.number()).orElse(null));
		model.addAttribute("steps", did.stream().map(StepView::of).toList());
		model.addAttribute("took", (run.startedAt() != null && run.endedAt() != null)
				? StepView.length(run.took(this.clock.instant())) : null);
		model.addAttribute("plan", plan);
		model.addAttribute("stray", stray(run));
		model.addAttribute("platform", platform);
		boolean works = Environments.mayWorkIn(who, this.environments.get(run.environmentId()));
		model.addAttribute("mayStop", works && !run.status().ended() && run.stop() == null);
		model.addAttribute("mayForce", works && mayForce(run, force));
		model.addAttribute("mayAsk", platform && plan != null && plan.open());
		model.addAttribute("stopFacts", stopFacts(run));
		model.addAttribute("forceFacts", forceFacts(run, did));
	}

	/**
	 * What it is, in a few words.
	 */
	static String what(Run run) {
		String kind = switch (run.kind()) {
			case PLAN -> run.destroys() ? "plan of the end of" : "plan for";
			case APPLY -> "apply in";
			case DESTROY -> "end of";
			case VERIFY -> "verification of";
			case DRIFT -> "drift check of";
		};
		return kind + " " + run.environment();
	}

	private boolean mayForce(Run run, Optional<Instant> force) {
		Run.Stop stop = run.stop();
		return !run.status().ended() && stop != null && stop.forcedAt() == null
				&& force.filter((from) -> !this.clock.instant().isBefore(from)).isPresent();
	}

	/**
	 * Since when nothing was heard of a run's worker, if it is late.
	 */
	private Optional<Instant> silent(Run run) {
		Long worker = run.worker();
		return (worker == null || !run.status().active()) ? Optional.empty()
				: this.workers.find(worker).filter(Workers.Shown::late).map(Workers.Shown::beatAt);
	}

	private @Nullable PlanView plan(Run run) {
		return this.plans.find(run.number()).map((kept) -> {
			Long by = this.plans.carriedOutBy(run.number()).orElse(null);
			return PlanView.of(kept, Shown.PAGE, new PriceList(this.cloud.catalogue()), by, obstacle(run, kept, by));
		}).orElse(null);
	}

	private @Nullable String obstacle(Run run, RunPlans.Kept plan, @Nullable Long carriedOutBy) {
		if (run.kind() != RunKind.PLAN) {
			return "A check is only looked at.";
		}
		if (carriedOutBy != null) {
			return "A plan is carried out once.";
		}
		if (!run.status().ended()) {
			return "It may be carried out once it has come to its end.";
		}
		if (run.status() != RunStatus.DONE) {
			return "It did not come to its end.";
		}
		if (plan.blocked() != null) {
			return plan.blocked();
		}
		if (plan.written().nothing()) {
			return "There is nothing to carry out.";
		}
		if (plan.file() == null) {
			return "The plan file is not kept any more; plan again.";
		}
		Optional<StateVersion> state = this.states.current(run.environmentId());
		long serial = state.map(StateVersion::serial).orElse(0L);
		if (serial != plan.serial() || !state.map(StateVersion::lineage).orElse("").equals(plan.lineage())) {
			return "It is stale: it was made for version %d of the state, which is at %d now; plan again."
				.formatted(plan.serial(), serial);
		}
		return null;
	}

	/**
	 * Whether a state of this run waits for somebody to look at it.
	 */
	private boolean stray(Run run) {
		return run.kind().changes() && run.status().ended()
				&& this.states.diverged(run.environmentId())
					.stream()
					.filter((state) -> !state.settled())
					.anyMatch((state) -> state.run() == run.number());
	}

	private List<String> stopFacts(Run run) {
		if (run.status() == RunStatus.QUEUED) {
			return List.of("It has not begun, so it leaves the queue at once.", "Nothing was changed by it.");
		}
		String force = "If it has not stopped after %s, you may force it."
			.formatted(this.times.words(this.settings.grace()));
		return run.kind().changes()
				? List.of("What is being made at this moment is made to its end; nothing more is begun.",
						"What was made stays. The state is saved and unlocked.", "A new plan then has what remains.",
						force)
				: List.of("Terraform is asked to stop, which mostly takes a few seconds.",
						"It changes nothing outside, so nothing is left behind.", force);
	}

	private static List<String> forceFacts(Run run, List<Steps.Step> did) {
		if (!run.kind().changes()) {
			return List.of("Terraform is killed at once.", "It changes nothing outside, so nothing is left behind.");
		}
		List<String> unfinished = did.stream().flatMap((step) -> step.unfinished().stream()).toList();
		return List.of("Terraform is killed at once, whatever it is doing.", (unfinished.isEmpty()
				? "What it is making or changing at this moment"
				: "These are being changed at this moment: " + RunStanding.named(unfinished) + ". What they are")
				+ " may be left half made, and may exist without being in the state: then it costs money and no plan knows it.",
				"The state is what was saved last. Look at the warnings at the end of the log before you plan again.");
	}

}

package io.groundwork.runs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands and what its reader can do, in a sentence or two.
 *
 * @param word the status
 * @param lead what is the case
 * @param verb what happened then
 * @param since since when, if that says something
 * @param rest what else there is to know
 * @param start when it is likely to start
 * @param force from when on it may be forced
 * @param left what it left behind, once it has ended other than well
 * @param next what to do then
 */
record RunStanding(Tone tone, String word, String lead, String verb, @Nullable Instant since, String rest,
		@Nullable Instant start, @Nullable Instant force, String left, String next) {

	/** So many addresses are named in a sentence. */
	private static final int NAMED = 12;

	/**
	 * @param silent since when nothing was heard of its worker, if that is longer than it
	 * should be
	 */
	static RunStanding of(Run run, List<Steps.Step> steps, Optional<Waiting.Reason> waiting, Optional<Instant> force,
			Optional<Instant> silent) {
		if (run.status().active() && silent.isPresent()) {
			return silent(run, silent.get());
		}
		return switch (run.status()) {
			case QUEUED -> waiting.map((reason) -> queued(run, reason)).orElseGet(() -> at(run, "It waits", null, ""));
			case RUNNING -> running(run, steps);
			case STOPPING -> stopping(run, force);
			case RECOVERING -> at(run, "Its worker went away", null,
					"Another one has picked it up, saves what there is and finds out what remains.");
			case DONE, FAILED, CANCELLED, RECOVERED -> ended(run, steps);
		};
	}

	private static RunStanding queued(Run run, Waiting.Reason reason) {
		return new RunStanding(run.status().tone(), run.status().word(), reason.place(), ", queued", run.queuedAt(),
				sentence(reason.rule()), reason.start(), null, "", "");
	}

	private static RunStanding running(Run run, List<Steps.Step> steps) {
		return steps.stream()
			.filter((step) -> step.status().equals("running"))
			.findFirst()
			.map((step) -> at(run, "At work on step " + step.name(), step.startedAt(), ""))
			.orElseGet(() -> at(run, "A worker has just taken it", run.startedAt(), ""));
	}

	private static RunStanding silent(Run run, Instant since) {
		return new RunStanding(Tone.WAIT, run.status().word(), "Nothing was heard of its worker", "; the last was",
				since, "Another worker picks it up as soon as one is there, and until then this page tells what was "
						+ "known then. Terraform itself may go on meanwhile.",
				null, null, "", "");
	}

	private static RunStanding stopping(Run run, Optional<Instant> force) {
		Run.Stop stop = run.stop();
		if (stop == null) {
			return at(run, "It comes to a stop", null, "");
		}
		String why = switch (stop.because()) {
			case CANCEL -> "Asked to stop by " + stop.by();
			case TIME -> "Asked to stop since it took too long";
			case DRAIN -> "Asked to stop since its worker is ending";
			case LOG -> "Asked to stop since it said more than its log may hold";
			case PERSON -> "Asked to stop since somebody's run needs its place";
		};
		String rest = (stop.forcedAt() != null) ? "It is being forced."
				: "What is being made at this moment is made to its end, then it stops.";
		return new RunStanding(run.status().tone(), run.status().word(), why, "", stop.at(), rest, null,
				(stop.forcedAt() == null) ? force.orElse(null) : null, "", "");
	}

	private static RunStanding ended(Run run, List<Steps.Step> steps) {
		String outcome = run.outcome();
		return new RunStanding(run.status().tone(), run.status().word(),
				sentence((outcome != null && !outcome.isBlank()) ? outcome : "It said nothing of how it went"), "",
				null, "", null, null, left(run, steps), next(run, steps));
	}

	private static String left(Run run, List<Steps.Step> steps) {
		if (run.status() == RunStatus.DONE) {
			return "";
		}
		if (!changed(run, steps)) {
			return run.kind().changes() ? "Nothing was made or changed." : "Nothing was changed.";
		}
		List<String> unfinished = unfinished(steps);
		return unfinished.isEmpty() ? "What was made until then stays, and is in the state as far as it was saved."
				: "This may be there without being in the state, or half made: %s.".formatted(named(unfinished));
	}

	/**
	 * A step is written down before it begins.
	 */
	private static boolean changed(Run run, List<Steps.Step> steps) {
		return run.kind().changes()
				&& steps.stream().anyMatch((step) -> step.name().equals("apply") && step.startedAt() != null);
	}

	private static List<String> unfinished(List<Steps.Step> steps) {
		return steps.stream().flatMap((step) -> step.unfinished().stream()).distinct().toList();
	}

	/**
	 * Addresses in a sentence.
	 */
	static String named(List<String> addresses) {
		String first = String.join(", ", addresses.subList(0, Math.min(NAMED, addresses.size())));
		return (addresses.size() > NAMED) ? "%s and %d more".formatted(first, addresses.size() - NAMED) : first;
	}

	private static String next(Run run, List<Steps.Step> steps) {
		if (run.status() == RunStatus.DONE) {
			return "";
		}
		if (changed(run, steps) && !unfinished(steps).isEmpty()) {
			return "Look for it in the cloud, and import or delete what is there, before you plan again: a plan does "
					+ "not know it and would make it twice.";
		}
		if (run.kind().changes() && run.startedAt() != null) {
			return "Plan again: the new plan has what remains to be done, and nothing else.";
		}
		return switch (run.status()) {
			case CANCELLED -> "Start it again whenever you like.";
			case FAILED -> "Read in the log what it stumbled over, correct that, and start it again.";
			default -> "Start it again.";
		};
	}

	private static RunStanding at(Run run, String lead, @Nullable Instant since, String rest) {
		return new RunStanding(run.status().tone(), run.status().word(), lead, ", begun", since, rest, null, null, "",
				"");
	}

	private static String sentence(String text) {
		return (text.isEmpty() || text.endsWith(".") || text.endsWith("!") || text.endsWith("…")) ? text : text + ".";
	}

	/**
	 * Whether there is something to say in a banner.
	 */
	public boolean alarming() {
		return !this.left.isEmpty();
	}

}

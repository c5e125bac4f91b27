package io.groundwork.runs;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Why a run failed, and what to do about it.
 *
 * @param step the step that it failed in; empty if it failed before it began
 * @param took how long that step took, if it began
 * @param error what went wrong
 * @param left what it left behind
 * @param next the remedy
 */
public record RunFailure(String step, @Nullable String took, String error, String left, String next) {

	static Optional<RunFailure> of(Run run, List<Steps.Step> steps) {
		if (run.status() != RunStatus.FAILED && run.status() != RunStatus.RECOVERED) {
			return Optional.empty();
		}
		RunStanding standing = RunStanding.of(run, steps, Optional.empty(), Optional.empty(), Optional.empty());
		Optional<Steps.Step> failed = steps.stream().filter((step) -> step.status().equals("failed")).findFirst();
		return Optional.of(new RunFailure(failed.map(Steps.Step::name).orElse(""),
				failed.map((step) -> StepView.of(step).took()).orElse(null), standing.lead(), standing.left(),
				standing.next()));
	}

	/**
	 * Such as "Step apply failed after 12 s".
	 */
	public String sentence() {
		if (this.step.isEmpty()) {
			return "It failed before its first step";
		}
		return "Step %s failed".formatted(this.step) + ((this.took != null) ? " after " + this.took : "");
	}

}

package io.groundwork.runs;

import java.util.List;

import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.web.Diff;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * What a run found would change, as its page shows it.
 *
 * @param digest what somebody agrees to
 * @param blast what is at stake, in a sentence
 * @param tone how bad that is
 * @param findings what somebody should think about, beside what would be lost
 * @param diff what would change
 * @param drift what is not as it was left
 * @param carriedOutBy the run that carries it out, or did
 * @param obstacle why it cannot be carried out, if it cannot
 */
record PlanView(String digest, String blast, Tone tone, List<String> findings, Diff diff, Diff drift,
		@Nullable Long carriedOutBy, @Nullable String obstacle) {

	static PlanView of(RunPlans.Kept plan, @Nullable Long carriedOutBy, @Nullable String obstacle) {
		Changes changes = plan.written().changes();
		BlastRadius blast = plan.written().blastRadius();
		return new PlanView(plan.digest(), blast.sentence(), tone(blast.severity()),
				blast.findings()
					.stream()
					.filter((finding) -> finding.severity() != BlastRadius.Severity.LOSS)
					.map(BlastRadius.Finding::text)
					.toList(),
				PlanDiff.of(changes, blast), PlanDiff.drift(changes), carriedOutBy, obstacle);
	}

	private static Tone tone(BlastRadius.Severity severity) {
		return switch (severity) {
			case NONE -> Tone.GOOD;
			case NOTICE -> Tone.QUIET;
			case DOWNTIME -> Tone.WAIT;
			case LOSS -> Tone.BAD;
		};
	}

	/**
	 * The digest as people compare it.
	 */
	public String shortDigest() {
		return this.digest.substring(0, 4) + "…" + this.digest.substring(this.digest.length() - 4);
	}

	public boolean open() {
		return this.obstacle == null;
	}

}

package io.groundwork.runs;

import java.util.List;

import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
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
 * @param cluster what would change in the cluster; null where nothing was rendered
 * @param rules what the rules say; null where nothing was rendered
 * @param carriedOutBy the run that carries it out, or did
 * @param obstacle why it cannot be carried out, if it cannot
 */
public record PlanView(String digest, String blast, Tone tone, List<String> findings, Diff diff, Diff drift,
		@Nullable Diff cluster, @Nullable RulesView rules, @Nullable Long carriedOutBy, @Nullable String obstacle) {

	static PlanView of(RunPlans.Kept plan, @Nullable Long carriedOutBy, @Nullable String obstacle) {
		Changes changes = plan.written().changes();
		BlastRadius blast = plan.written().blastRadius();
		return new PlanView(plan.digest(), blast.sentence(), tone(blast.severity()),
				blast.findings()
					.stream()
					.filter((finding) -> finding.severity() != BlastRadius.Severity.LOSS)
					.map(BlastRadius.Finding::text)
					.toList(),
				PlanDiff.of(changes, blast), PlanDiff.drift(changes), cluster(plan.written().kubernetes()),
				rules(plan.written().judgement()), carriedOutBy, obstacle);
	}

	private static @Nullable Diff cluster(RunPlans.@Nullable KubernetesPlan kubernetes) {
		return (kubernetes != null)
				? ClusterDiff.of(kubernetes.changes(), kubernetes.binding() ? "the portal" : "ArgoCD") : null;
	}

	private static @Nullable RulesView rules(@Nullable Judgement judgement) {
		return (judgement != null) ? RulesView.of(judgement) : null;
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

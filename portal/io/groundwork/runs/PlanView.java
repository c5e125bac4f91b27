package io.groundwork.runs;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.prices.PriceChange;
import io.groundwork.environments.prices.PriceList;
import io.groundwork.plans.Bills;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.web.Diff;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * What a run found would change, as its page shows it.
 *
 * @param run the run's number
 * @param digest what somebody agrees to
 * @param blast what is at stake, in a sentence
 * @param tone how bad that is
 * @param findings what somebody should think about, beside what would be lost
 * @param loss what data would be lost, one sentence each; none is the usual case
 * @param groups what would change, by what a person cares about
 * @param drift what is not as it was left
 * @param rules what the rules say; null where nothing was rendered
 * @param price what it costs before and after; null for plans of portals that did not ask
 * @param carriedOutBy the run that carries it out, or did
 * @param obstacle why it cannot be carried out, if it cannot
 */
public record PlanView(long run, String digest, String blast, Tone tone, List<String> findings, List<String> loss,
		List<PlanGroup> groups, Diff drift, @Nullable RulesView rules, @Nullable PriceChange price,
		@Nullable Long carriedOutBy, @Nullable String obstacle) {

	/** Nobody reads more sentences than that; the groups have them all. */
	private static final int MOST = 40;

	static PlanView of(RunPlans.Kept plan, Shown shown, PriceList prices, @Nullable Long carriedOutBy,
			@Nullable String obstacle) {
		RunPlans.Written written = plan.written();
		BlastRadius blast = written.blastRadius();
		return new PlanView(plan.run(), plan.digest(), blast.sentence(), tone(blast.severity()), texts(blast, false),
				texts(blast, true), PlanGroups.of(written, shown), TerraformSide.drift(written.changes()),
				rules(written.judgement()), price(written.bills(), prices), carriedOutBy, obstacle);
	}

	private static List<String> texts(BlastRadius blast, boolean loss) {
		return blast.findings()
			.stream()
			.filter((finding) -> (finding.severity() == BlastRadius.Severity.LOSS) == loss)
			.limit(MOST)
			.map(BlastRadius.Finding::text)
			.toList();
	}

	static @Nullable PriceChange price(@Nullable Bills bills, PriceList prices) {
		return (bills != null) ? PriceChange.between(bills.before(), bills.after(), prices) : null;
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
	 * How many changes of each kind there are.
	 */
	public List<PlanGroup.Tally> tallies() {
		Map<Diff.Kind, Long> sums = new EnumMap<>(Diff.Kind.class);
		this.groups.forEach(
				(group) -> group.tallies().forEach((tally) -> sums.merge(tally.kind(), tally.number(), Long::sum)));
		return sums.entrySet().stream().map((sum) -> new PlanGroup.Tally(sum.getKey(), sum.getValue())).toList();
	}

	/**
	 * Whether there are so few changes that each is shown with its values.
	 */
	public boolean few() {
		return tallies().stream().mapToLong(PlanGroup.Tally::number).sum() <= PlanGroups.FEW;
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

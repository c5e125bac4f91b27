package io.groundwork.runs;

import java.util.List;

import io.groundwork.plans.Changes;
import io.groundwork.web.Diff;

/**
 * What would change of one thing that people care about: Terraform's changes and those in
 * the cluster side by side.
 *
 * @param about what it is about
 * @param sides what each tool would change; only those that would change something
 * @param tallies how many of each kind of change
 * @param grave whether data would be lost or nodes replaced
 * @param open whether it is shown open at first
 */
public record PlanGroup(Changes.Group about, List<PlanSide> sides, List<Tally> tallies, boolean grave, boolean open) {

	public String title() {
		return this.about.title();
	}

	public String word() {
		return this.about.word();
	}

	/**
	 * How many changes are on the pages behind this one.
	 */
	public int more() {
		return this.sides.stream().mapToInt(PlanSide::more).sum();
	}

	/**
	 * Which change is the next on the page behind this one, from 0.
	 */
	public int next() {
		return this.sides.stream().filter((side) -> side.more() > 0).mapToInt(PlanSide::next).min().orElse(0);
	}

	/**
	 * Whether there is more to be read of those that are shown.
	 */
	public boolean cut() {
		return this.sides.stream().anyMatch(PlanSide::cut);
	}

	/**
	 * Of that kind there are so many changes.
	 */
	public record Tally(Diff.Kind kind, long number) {

	}

}

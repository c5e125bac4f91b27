package io.groundwork.runs;

import java.util.List;

import io.groundwork.web.Diff;

/**
 * What one tool would change, of what a group is about.
 *
 * @param title who would make these changes
 * @param changes those that are shown
 * @param all how many there are
 * @param next which is the next that is not shown, from 0
 * @param cut whether not all values of these are shown
 */
public record PlanSide(String title, List<Diff.Change> changes, int all, int next, boolean cut) {

	/**
	 * How many come after those that are shown.
	 */
	public int more() {
		return this.all - this.next;
	}

}

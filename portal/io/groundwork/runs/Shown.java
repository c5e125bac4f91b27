package io.groundwork.runs;

/**
 * How much of a plan a page shows, so that it is short however large the plan is.
 *
 * @param first which change of each side of a group comes first, from 0
 * @param changes how many of each side of a group at most
 * @param lines how many values of each side of a group at most, but for the first change
 * @param values how many values of one change at most
 */
record Shown(int first, int changes, int lines, int values) {

	/** On the page of a run or a request. */
	static final Shown PAGE = new Shown(0, 50, 100, 40);

	/** Of each of several in a list. */
	static final Shown CARD = new Shown(0, 10, 20, 10);

	/** On the page of one group. */
	static Shown from(int first) {
		return new Shown(first, 100, 1_000, 1_000);
	}

}

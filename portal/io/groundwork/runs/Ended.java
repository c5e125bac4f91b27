package io.groundwork.runs;

import io.groundwork.masking.Clean;

/**
 * How a run comes to its end.
 *
 * @param status as what
 * @param outcome how, in a sentence
 */
record Ended(RunStatus status, String outcome) {

	/**
	 * It stands in a row, on pages and in the audit record, which take no more.
	 */
	private static final int LONGEST = 1_000;

	Ended {
		outcome = Clean.cut(Clean.text(outcome).replace('\n', ' '), LONGEST);
	}

	static Ended done(String outcome) {
		return new Ended(RunStatus.DONE, outcome);
	}

	/**
	 * What its last step is called then.
	 */
	String step() {
		return switch (this.status) {
			case FAILED -> "failed";
			case CANCELLED -> "cancelled";
			default -> "done";
		};
	}

}

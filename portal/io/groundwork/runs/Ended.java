package io.groundwork.runs;

/**
 * How a run comes to its end.
 *
 * @param status as what
 * @param outcome how, in a sentence
 */
record Ended(RunStatus status, String outcome) {

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

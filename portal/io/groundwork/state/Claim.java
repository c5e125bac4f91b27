package io.groundwork.state;

import io.groundwork.identity.Claimant;
import io.groundwork.web.ForbiddenException;

/**
 * A worker's claim, as its credential shows it.
 *
 * @param environment the number of the environment that it reaches
 * @param name that environment's name
 * @param run its run
 * @param fence its number
 * @param blank whether it began without a state and has written none
 * @param over whether it is over, so that it may only deposit
 */
record Claim(long environment, String name, long run, long fence, boolean blank, boolean over) implements Claimant {

	/**
	 * How the audit record and the versions name whoever wrote.
	 */
	static String actor(long run) {
		return "run " + run;
	}

	/**
	 * What it is told when it wants more than to deposit.
	 */
	static ForbiddenException isOver() {
		return new ForbiddenException(
				"The claim that this credential was made for is over; it may deposit a state and nothing else");
	}

}

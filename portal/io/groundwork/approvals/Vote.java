package io.groundwork.approvals;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What somebody said.
 *
 * @param voter the number of the account
 * @param name its name
 * @param place in whose place they said it; null for themselves
 * @param choice yes or no
 * @param reason why
 * @param at when
 * @param counts whether it still counts: whoever lost the role or was locked since does
 * not, nor does whoever turned out to be somebody else who had voted, nor what was said
 * in the place of somebody who has taken that back
 */
public record Vote(long voter, String name, @Nullable Place place, Ballot.Choice choice, String reason, Instant at,
		boolean counts) {

	/**
	 * Who said it, and in whose place.
	 */
	public String by() {
		return (this.place != null) ? this.name + ", in place of " + this.place.name() : this.name;
	}

	/**
	 * Whoever was away.
	 *
	 * @param person the number of the account
	 * @param name its name
	 */
	public record Place(long person, String name) {

	}

}

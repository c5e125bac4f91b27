package io.groundwork.approvals;

/**
 * A way in which somebody may vote.
 *
 * @param inPlaceOf the name of whoever is away; empty where they vote for themselves
 */
public record Way(String inPlaceOf) {

	/**
	 * As buttons end, such as " in place of reviewer-1".
	 */
	public String words() {
		return this.inPlaceOf.isEmpty() ? "" : " in place of " + this.inPlaceOf;
	}

}

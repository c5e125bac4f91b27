package io.groundwork.approvals;

/**
 * Whose subject it is that people vote on. Both happen within the transaction of the
 * vote, and are gone with it if it does not count.
 */
public interface Owner {

	/**
	 * Takes its own rows, before the round's is taken.
	 */
	void hold();

	/**
	 * Takes note of a vote, before anything follows from it.
	 * @param inPlaceOf the name of whoever is away; empty where somebody voted for
	 * themselves
	 */
	void voted(String inPlaceOf);

}

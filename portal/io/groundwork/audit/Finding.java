package io.groundwork.audit;

/**
 * One thing that is wrong with the chain.
 *
 * @param seq the row it is about
 * @param line where it was noticed, counted from the first row that was looked at
 * @param sentence what is wrong, for people
 */
record Finding(Kind kind, long seq, long line, String sentence) {

	/**
	 * What somebody did to the chain, as far as it can be told.
	 */
	enum Kind {

		/** A row's contents are not what was hashed. */
		CHANGED,
		/** A row that was chained is gone. */
		DELETED,
		/** A row stands where none was written. */
		INSERTED,
		/** A row does not follow the one before it. */
		SPLICED,
		/** The end is missing that an anchor knows. */
		CUT,
		/** The chain is whole, and not the one that was anchored. */
		REWRITTEN,
		/** A segment or an anchor is not what was signed, or is gone. */
		UNSIGNED,
		/** A row was never given its place. */
		UNCHAINED,
		/** Not a row at all. */
		UNREADABLE

	}

}

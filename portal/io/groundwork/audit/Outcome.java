package io.groundwork.audit;

import java.util.Locale;

/**
 * How something that is audited ended.
 */
public enum Outcome {

	/**
	 * It was done.
	 */
	DONE,

	/**
	 * It was not allowed, and nothing was changed.
	 */
	REFUSED,

	/**
	 * It was allowed and went wrong.
	 */
	FAILED;

	/**
	 * The word in the table, in exports and in addresses.
	 */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Outcome of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}

package io.groundwork.approvals;

import java.util.Locale;

/**
 * What people agree to: exactly this, by its digest.
 *
 * @param kind what it is
 * @param number which one
 * @param digest what it comes to
 */
public record Subject(Kind kind, long number, String digest) {

	/**
	 * How the audit record and pages name it.
	 */
	public String handle() {
		return this.kind.word() + ":" + this.number;
	}

	/**
	 * What can be agreed to.
	 */
	public enum Kind {

		/** A request, by the digest of its plan. */
		REQUEST,

		/** Somebody's access. */
		GRANT,

		/** The rules of agreeing. */
		RULES;

		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		static Kind of(String word) {
			return valueOf(word.toUpperCase(Locale.ROOT));
		}

	}

}

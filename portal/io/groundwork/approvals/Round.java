package io.groundwork.approvals;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The time in which people may agree to one subject.
 *
 * @param number which one
 * @param subject what it is about
 * @param asker the account of whoever wants it
 * @param team whose matter it is
 * @param follows the round whose needs and votes are its own too; null if it has its own
 * @param rules the version of the rules that says so
 * @param needs how many of whom have to agree
 * @param openedAt since when
 * @param expiresAt until when it may be agreed to, and what was agreed to be carried out
 * @param closedAt until when; null while it is open
 * @param result how it ended; null while it is open
 */
record Round(long number, Subject subject, long asker, String team, @Nullable Long follows, int rules, List<Need> needs,
		Instant openedAt, @Nullable Instant expiresAt, @Nullable Instant closedAt, @Nullable Result result) {

	/**
	 * The round whose needs and votes count.
	 */
	long basis() {
		Long followed = this.follows;
		return (followed != null) ? followed : this.number;
	}

	boolean expired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

	/**
	 * How a round ended.
	 */
	enum Result {

		/** Enough agreed. */
		AGREED,

		/** Somebody said no. */
		DENIED,

		/** Whoever wanted it wants it no more. */
		WITHDRAWN,

		/** What was to be agreed to is no longer so. */
		STALE;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		static Result of(String word) {
			return valueOf(word.toUpperCase(Locale.ROOT));
		}

	}

}

package io.groundwork.cloud;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How many of something the account may have, as far as anybody knows.
 *
 * @param kind of what
 * @param place a region, or account for all of it
 * @param fits so many were there, or are said to be allowed
 * @param refused so many were refused, if that is known; between the two nobody knows
 * @param source where this comes from: setting, refusal, or success beyond it
 * @param words Linode's words if it refused, else empty
 * @param notedAt when it was learned
 * @param notedBy who said so
 */
public record Limit(Countable kind, String place, int fits, @Nullable Integer refused, String source, String words,
		Instant notedAt, String notedBy) {

	/** The place that is everywhere. */
	public static final String ACCOUNT = "account";

	boolean isAccounts() {
		return ACCOUNT.equals(this.place);
	}

}

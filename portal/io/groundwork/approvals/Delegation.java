package io.groundwork.approvals;

import java.time.Instant;

import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * That somebody votes in somebody's place while they are away.
 *
 * @param number which one
 * @param delegator the account of whoever is away
 * @param delegatorName their name
 * @param delegate the account of whoever votes in their place
 * @param delegateName their name
 * @param from since when
 * @param until until when
 * @param reason why; empty if nobody said so
 * @param revokedAt when it was taken back; null if it was not
 */
public record Delegation(long number, long delegator, String delegatorName, long delegate, String delegateName,
		Instant from, Instant until, String reason, @Nullable Instant revokedAt) {

	Phase phase(Instant now) {
		if (this.revokedAt != null) {
			return Phase.REVOKED;
		}
		if (!now.isBefore(this.until)) {
			return Phase.OVER;
		}
		return now.isBefore(this.from) ? Phase.AHEAD : Phase.IN_FORCE;
	}

	/**
	 * Where a delegation is in its time.
	 */
	public enum Phase {

		AHEAD("ahead", Tone.WAIT), IN_FORCE("in force", Tone.GOOD), OVER("over", Tone.QUIET),
		REVOKED("revoked", Tone.QUIET);

		private final String words;

		private final Tone tone;

		Phase(String words, Tone tone) {
			this.words = words;
			this.tone = tone;
		}

		public String words() {
			return this.words;
		}

		public String word() {
			return this.words.replace(' ', '-');
		}

		public Tone tone() {
			return this.tone;
		}

		/**
		 * Whether it can still be taken back.
		 */
		public boolean revocable() {
			return this == AHEAD || this == IN_FORCE;
		}

	}

}

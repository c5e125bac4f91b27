package io.groundwork.requests;

import java.time.Instant;
import java.util.List;

import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Vote;
import io.groundwork.requests.RequestsApi.ShownNeed;
import org.jspecify.annotations.Nullable;

/**
 * One round of votes, as evidence has it.
 *
 * @param round its number
 * @param digest the digest of the plan that people could agree to in it
 * @param rules the version of the rules by which they had to
 * @param result how it ended; null while it is open
 * @param needs how many of whom had to agree, and why
 */
record EvidenceVotes(long round, String digest, int rules, Instant openedAt, @Nullable Instant expiresAt,
		@Nullable Instant closedAt, @Nullable String result, List<ShownNeed> needs, List<Voted> votes) {

	static EvidenceVotes of(Standing round) {
		String digest = round.subject().digest();
		return new EvidenceVotes(round.round(), digest, round.rules(), round.openedAt(), round.expiresAt(),
				round.closedAt(), round.result(), round.progress().stream().map(ShownNeed::of).toList(),
				round.votes().stream().map((vote) -> Voted.of(vote, digest)).toList());
	}

	/**
	 * What somebody said, and to what.
	 *
	 * @param account the number of their account
	 * @param counts whether it still counts
	 */
	record Voted(String by, long account, String vote, String digest, String reason, Instant at, boolean counts) {

		static Voted of(Vote vote, String digest) {
			return new Voted(vote.name(), vote.voter(), vote.choice().word(), digest, vote.reason(), vote.at(),
					vote.counts());
		}

	}

}

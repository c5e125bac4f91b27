package io.groundwork.approvals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.identity.Known;

/**
 * A round with its votes as they count.
 *
 * @param round which one
 * @param tally those who agree against what is needed
 * @param votes what was said
 * @param humans those who may not vote: whoever asks, whoever has voted, and whoever's
 * place was taken
 */
record Counted(Round round, Tally tally, List<Vote> votes, Set<Long> humans) {

	/**
	 * Counts votes by who their voters are now, and those in whose place they voted.
	 */
	static Counted of(Round round, List<Rounds.Cast> cast, Map<Long, Known> people) {
		Set<Long> humans = new HashSet<>();
		Known asker = people.get(round.asker());
		if (asker != null) {
			humans.add(asker.human());
		}
		List<Known> approvers = new ArrayList<>();
		List<Vote> votes = new ArrayList<>();
		for (Rounds.Cast one : cast) {
			Known voter = people.get(one.voter());
			Known as = people.get(one.as());
			if (voter == null || as == null) {
				continue;
			}
			boolean lent = one.inPlaceOf() != null;
			boolean fresh = humans.add(voter.human());
			if (lent) {
				fresh &= humans.add(as.human());
			}
			boolean counts = fresh && !voter.locked() && !as.locked() && !one.revoked()
					&& Tally.counts(round.needs(), round.team(), as);
			votes.add(new Vote(one.voter(), voter.name(), lent ? new Vote.Place(as.person(), as.name()) : null,
					one.choice(), one.reason(), one.at(), counts));
			if (counts && one.choice() == Ballot.Choice.APPROVE) {
				approvers.add(as);
			}
		}
		return new Counted(round, new Tally(round.needs(), round.team(), approvers), List.copyOf(votes), humans);
	}

	Standing standing() {
		Round.Result result = this.round.result();
		return new Standing(this.round.number(), this.round.subject(), this.round.asker(), this.round.team(),
				this.round.rules(), this.tally.progress(), this.votes, this.round.openedAt(), this.round.expiresAt(),
				this.round.closedAt(), (result != null) ? result.word() : null, this.round.follows() != null);
	}

}

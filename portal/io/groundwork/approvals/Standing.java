package io.groundwork.approvals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a round stands.
 *
 * @param round its number
 * @param subject what it is about
 * @param asker the account of whoever wants it
 * @param team whose matter it is
 * @param rules the version of the rules by which it is needed
 * @param progress how far each need is met
 * @param votes what was said, in its order
 * @param openedAt since when people may agree
 * @param expiresAt until when they may at most; null for ever
 * @param closedAt until when; null while they may
 * @param result how it ended, in a word; null while it is open
 * @param follows whether it was agreed to with something else, whose needs and votes
 * these are
 */
public record Standing(long round, Subject subject, long asker, String team, int rules, List<Progress> progress,
		List<Vote> votes, Instant openedAt, @Nullable Instant expiresAt, @Nullable Instant closedAt,
		@Nullable String result, boolean follows) {

	public boolean open() {
		return this.result == null;
	}

	public boolean agreed() {
		return "agreed".equals(this.result);
	}

	/**
	 * Who agrees, as people know them, and in whose place.
	 */
	public List<String> approvers() {
		return this.votes.stream()
			.filter((vote) -> vote.counts() && vote.choice() == Ballot.Choice.APPROVE)
			.map(Vote::by)
			.toList();
	}

	/**
	 * How many of those who have to agree do, such as "1 of 2".
	 */
	public String count() {
		return "%d of %d".formatted(needed() - missing(), needed());
	}

	/**
	 * How many have to agree in all.
	 */
	public int needed() {
		int base = this.progress.stream()
			.filter((one) -> !one.need().adds())
			.mapToInt((one) -> one.need().count())
			.max()
			.orElse(0);
		return base
				+ this.progress.stream().filter((one) -> one.need().adds()).mapToInt((one) -> one.need().count()).sum();
	}

	/**
	 * How many of them at least are missing.
	 */
	public int missing() {
		int base = this.progress.stream()
			.filter((one) -> !one.need().adds())
			.mapToInt(Progress::missing)
			.max()
			.orElse(0);
		return base + this.progress.stream().filter((one) -> one.need().adds()).mapToInt(Progress::missing).sum();
	}

	/**
	 * Who is missing, in words: whoever is asked for most narrowly first, who fills a
	 * place among wider ones as well.
	 */
	public List<String> waitingFor() {
		if (!open()) {
			return List.of();
		}
		List<Progress> missing = this.progress.stream()
			.filter((one) -> !one.met())
			.sorted(Comparator.comparing((one) -> one.need().voters().breadth()))
			.toList();
		List<String> words = new ArrayList<>();
		List<Progress> said = new ArrayList<>();
		for (Progress one : missing) {
			Voters voters = one.need().voters();
			int filled = one.need().adds() ? 0
					: said.stream()
						.filter((other) -> !other.need().adds() && other.need().voters().within(voters))
						.mapToInt(Progress::missing)
						.sum();
			if (one.missing() > filled) {
				words.add(voters.counted(one.missing() - filled) + (one.need().adds() ? " more" : ""));
				said.add(new Progress(one.need(), one.have() + filled));
			}
		}
		return List.copyOf(words);
	}

}

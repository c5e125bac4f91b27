package io.groundwork.approvals;

import java.util.Locale;

import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Typed;

/**
 * What somebody says to a subject.
 *
 * @param vote yes or no
 * @param digest what they looked at
 * @param reason why; needed for a no
 * @param inPlaceOf the name of whoever they vote in the place of; empty for their own
 * right, or whoever they may vote for if they have none
 */
public record Ballot(Choice vote, String digest, String reason, String inPlaceOf) {

	private static final int LONGEST = 2_000;

	public Ballot {
		reason = Typed.text("reason", reason, LONGEST);
		inPlaceOf = Typed.text("inPlaceOf", inPlaceOf, LONGEST);
		if (vote == Choice.DENY && reason.isEmpty()) {
			throw new InvalidInputException("reason", "reason must say why, so that whoever asked can change it.");
		}
	}

	public Ballot(Choice vote, String digest, String reason) {
		this(vote, digest, reason, "");
	}

	/**
	 * Yes or no.
	 */
	public enum Choice {

		APPROVE, DENY;

		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		public static Choice of(String word) {
			for (Choice choice : values()) {
				if (choice.word().equals(word)) {
					return choice;
				}
			}
			throw new InvalidInputException("vote", "vote must be approve or deny.");
		}

	}

}

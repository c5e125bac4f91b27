package io.groundwork.approvals;

/**
 * That so many of those have to agree.
 *
 * @param policy the rule that says so
 * @param voters of whom
 * @param count how many
 * @param adds whether these come on top of what other rules ask for
 * @param why for whoever waits, in a sentence
 */
public record Need(String policy, Voters voters, int count, boolean adds, String why) {

	public String who() {
		return this.voters.counted(this.count);
	}

}

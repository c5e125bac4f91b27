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

	/**
	 * Whether whoever meets another need can meet this one as well.
	 */
	public boolean among(Need other) {
		return !this.adds && this.count <= other.count && this.voters.within(other.voters);
	}

	/**
	 * Whether those who meet another need meet this one anyway.
	 */
	public boolean covered(Need other) {
		return !this.adds && this.count <= other.count && other.voters.within(this.voters);
	}

	public String who() {
		return this.voters.counted(this.count);
	}

}

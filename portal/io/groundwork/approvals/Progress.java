package io.groundwork.approvals;

/**
 * How far a need is met.
 *
 * @param need what is needed
 * @param have how many of those agree
 */
public record Progress(Need need, int have) {

	public boolean met() {
		return this.have >= this.need.count();
	}

	public int missing() {
		return this.need.count() - this.have;
	}

}

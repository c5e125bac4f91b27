package io.groundwork.cluster;

/**
 * A cluster has answered, and will not.
 */
public class RefusedException extends RuntimeException {

	private final transient Refusal refusal;

	public RefusedException(Refusal refusal) {
		super(refusal.sentence() + " " + refusal.remedy());
		this.refusal = refusal;
	}

	public Refusal refusal() {
		return this.refusal;
	}

}

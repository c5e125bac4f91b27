package io.groundwork.cluster;

/**
 * What would be changed now is not what was agreed to; nothing was changed.
 */
public class StaleChangesException extends RuntimeException {

	private final transient Changes changes;

	public StaleChangesException(Changes changes) {
		super("What would be changed in the cluster is no longer what was agreed to");
		this.changes = changes;
	}

	/**
	 * What would be changed now.
	 */
	public Changes changes() {
		return this.changes;
	}

}

package io.groundwork.cluster;

/**
 * A cluster does not answer; nothing is known of what it would have said.
 */
public class ClusterAwayException extends RuntimeException {

	public ClusterAwayException(String address, String why, Throwable cause) {
		super("The cluster at %s does not answer: %s".formatted(address, why), cause);
	}

	public ClusterAwayException(String address, String why) {
		super("The cluster at %s does not answer: %s".formatted(address, why));
	}

}

package io.groundwork.cluster;

import java.time.Instant;

/**
 * A token of a ServiceAccount.
 *
 * @param value what is shown
 * @param expiresAt until when it is good, in the cluster's words and not as it was asked
 * for
 */
record Token(String value, Instant expiresAt) {

	@Override
	public String toString() {
		return "Token until " + this.expiresAt;
	}

}

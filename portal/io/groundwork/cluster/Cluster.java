package io.groundwork.cluster;

import java.time.Instant;

/**
 * A cluster that the portal was let into.
 *
 * @param id Linode's number
 * @param environment the number of the environment that owns it
 * @param address where it answers
 * @param authority who signs for it, PEM
 * @param expiresAt when the portal's credential there ends unless it is renewed
 * @param renewedAt when it was last renewed
 * @param admittedAt when the portal was let in
 * @param admittedBy who asked for that
 */
public record Cluster(long id, long environment, String address, String authority, Instant expiresAt, Instant renewedAt,
		Instant admittedAt, String admittedBy) {

}

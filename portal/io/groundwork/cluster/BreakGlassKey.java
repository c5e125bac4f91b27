package io.groundwork.cluster;

import java.time.Instant;

/**
 * What lets people into a cluster by break-glass, for the day on which the portal is
 * away.
 *
 * @param cluster which
 * @param token what is shown there
 * @param goodUntil until when it is good, unless it is made anew
 */
public record BreakGlassKey(Cluster cluster, String token, Instant goodUntil) {

	@Override
	public String toString() {
		return "Key of cluster %d until %s".formatted(this.cluster.id(), this.goodUntil);
	}

}

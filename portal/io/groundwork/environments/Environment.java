package io.groundwork.environments;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A named place that services run in.
 *
 * @param id its number
 * @param name its name
 * @param kind what it is for
 * @param team the group of people that owns it
 * @param host the number of the environment whose cluster it lives on, unless it owns one
 * @param createdAt since when the portal knows it
 */
public record Environment(long id, String name, EnvironmentKind kind, String team, @Nullable Long host,
		Instant createdAt) {

	/**
	 * The number of the environment that owns the cluster it lives on, which may be
	 * itself.
	 */
	public long cluster() {
		return (this.host != null) ? this.host : this.id;
	}

}

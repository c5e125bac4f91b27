package io.groundwork.access;

import java.time.Duration;
import java.time.Instant;

import io.groundwork.environments.Environment;
import org.jspecify.annotations.Nullable;

/**
 * A grant that somebody would like.
 *
 * @param by whose it is to be
 * @param environment where
 * @param role what for
 * @param life how long
 * @param reason why
 * @param startsAt from when on; null for at once
 */
record GrantWish(Holder by, Environment environment, GrantRole role, Duration life, String reason,
		@Nullable Instant startsAt) {

	/** No token of a cluster lasts less. */
	static final Duration SHORTEST = Duration.ofMinutes(10);

	static final Duration LONGEST = Duration.ofHours(24);

}

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
 * @param robot the name of the program that it is for; null if it is for whoever asks
 */
record GrantWish(Holder by, Environment environment, GrantRole role, Duration life, String reason,
		@Nullable Instant startsAt, @Nullable String robot) {

	/** No token of a cluster lasts less. */
	static final Duration SHORTEST = Duration.ofMinutes(10);

	static final Duration LONGEST = Duration.ofHours(24);

	static final Duration LONGEST_OF_ROBOTS = Duration.ofHours(8);

}

package io.groundwork.requests;

import java.time.Instant;

import io.groundwork.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for, after it was read and found to make sense.
 *
 * @param kind what
 * @param environment where, by name
 * @param environmentKind what the environment is for
 * @param team whose it is
 * @param spec what the environment should be, as JSON; null where that does not change
 * @param configuration the files that somebody sent themselves, by their digest; null
 * where they are rendered
 * @param parameters what else the kind needs, as JSON
 * @param reason why
 * @param by who asks
 * @param applyAt when it is to be carried out, if not at once
 */
record Wish(RequestKind kind, String environment, String environmentKind, String team, @Nullable String spec,
		@Nullable String configuration, String parameters, String reason, SignedIn by, @Nullable Instant applyAt) {

	Wish(RequestKind kind, String environment, String environmentKind, String team, @Nullable String spec,
			String parameters, String reason, SignedIn by, @Nullable Instant applyAt) {
		this(kind, environment, environmentKind, team, spec, null, parameters, reason, by, applyAt);
	}

}

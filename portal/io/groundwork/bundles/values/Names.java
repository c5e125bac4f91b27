package io.groundwork.bundles.values;

import java.time.Instant;
import java.util.SortedSet;

import org.jspecify.annotations.Nullable;

/**
 * The names that an environment has in the world.
 *
 * @param zone the zone that they are in
 * @param zoneId Linode's number of it, null for whoever makes it
 * @param soaEmail who answers for the zone, for whoever makes it
 * @param host the environment's own name in the zone, null for that of the environment
 * @param ingressAddresses where requests come in, once that is known
 * @param tokenExpiresAt until when a token for the zones is good, null for none
 */
public record Names(String zone, @Nullable Long zoneId, @Nullable String soaEmail, @Nullable String host,
		SortedSet<String> ingressAddresses, @Nullable Instant tokenExpiresAt) {

}

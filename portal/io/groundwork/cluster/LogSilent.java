package io.groundwork.cluster;

import java.time.Instant;

/**
 * A cluster has told of what is done in it, and does not any more; published again and
 * again while that is so.
 *
 * @param cluster the cluster's number
 * @param since when the last of it was delivered
 * @param trouble why it cannot be read; empty if there is nothing to read
 */
public record LogSilent(long cluster, Instant since, String trouble) {

}

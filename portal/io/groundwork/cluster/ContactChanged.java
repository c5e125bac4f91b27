package io.groundwork.cluster;

/**
 * A cluster that this process watches is heard of again, or no longer.
 *
 * @param health how it is now
 */
public record ContactChanged(ClusterHealth health) {

}

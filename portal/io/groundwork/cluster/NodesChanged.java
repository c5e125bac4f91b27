package io.groundwork.cluster;

/**
 * Nodes of a cluster that this process watches have come or gone, or have other
 * addresses.
 *
 * @param cluster Linode's number of the cluster
 */
public record NodesChanged(long cluster) {

}

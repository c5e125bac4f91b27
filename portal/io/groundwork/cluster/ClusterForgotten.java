package io.groundwork.cluster;

/**
 * A cluster is not ours to work in any more.
 *
 * @param id Linode's number
 */
record ClusterForgotten(long id) {

}

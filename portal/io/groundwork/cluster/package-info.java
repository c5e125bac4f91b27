/**
 * What is in a cluster: objects brought to what the files of an environment say, the
 * identities that may do so, and how the cluster is.
 */
@NullMarked
package io.groundwork.cluster;

import org.jspecify.annotations.NullMarked;

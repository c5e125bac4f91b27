/**
 * What an environment is made of in its cluster.
 */
@NullMarked
package io.groundwork.bundles;

import org.jspecify.annotations.NullMarked;

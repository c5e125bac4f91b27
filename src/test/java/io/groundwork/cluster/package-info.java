/**
 * Tests of what the portal does in clusters, on a real API server.
 */
@NullMarked
package io.groundwork.cluster;

import org.jspecify.annotations.NullMarked;

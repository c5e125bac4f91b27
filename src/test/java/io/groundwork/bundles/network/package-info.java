/**
 * Tests of who may reach whom.
 */
@NullMarked
package io.groundwork.bundles.network;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of how notices get out, with receivers that fail as real ones do.
 */
@NullMarked
package io.groundwork.notices.delivery;

import org.jspecify.annotations.NullMarked;

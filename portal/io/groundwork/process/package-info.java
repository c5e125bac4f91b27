/**
 * What kind of process this is: its parts, its recurring work, how it is watched, and
 * what it says when it cannot start.
 */
@NullMarked
package io.groundwork.process;

import org.jspecify.annotations.NullMarked;

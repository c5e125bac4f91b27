/**
 * Runs: what is queued, who works on it, how far it is, and what it says.
 */
@NullMarked
package io.groundwork.runs;

import org.jspecify.annotations.NullMarked;

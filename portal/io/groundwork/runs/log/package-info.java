/**
 * What runs say: numbered lines, live and for ever.
 */
@NullMarked
package io.groundwork.runs.log;

import org.jspecify.annotations.NullMarked;

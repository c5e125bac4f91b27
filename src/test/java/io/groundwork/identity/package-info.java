/**
 * Who is there, proven from outside.
 */
@NullMarked
package io.groundwork.identity;

import org.jspecify.annotations.NullMarked;

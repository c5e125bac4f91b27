/**
 * The one hash that everything is known by.
 */
@NullMarked
package io.groundwork.digest;

import org.jspecify.annotations.NullMarked;

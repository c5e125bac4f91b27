/**
 * What stands in for the outside world on one machine. Never part of the portal's jar.
 */
@NullMarked
package io.groundwork.sandbox;

import org.jspecify.annotations.NullMarked;

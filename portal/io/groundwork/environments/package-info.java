/**
 * The places that services run in, and whose they are.
 */
@NullMarked
package io.groundwork.environments;

import org.jspecify.annotations.NullMarked;

/**
 * Which pods may reach which, on which port, and which rule says so.
 */
@NullMarked
package io.groundwork.bundles.network;

import org.jspecify.annotations.NullMarked;

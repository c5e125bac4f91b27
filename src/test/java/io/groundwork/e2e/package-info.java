/**
 * The portal as people meet it: a real browser, the whole portal, the provider's real
 * pages.
 */
@NullMarked
package io.groundwork.e2e;

import org.jspecify.annotations.NullMarked;

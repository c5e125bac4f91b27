/**
 * Answers that stay open: who watches something is told as soon as there is news.
 */
@NullMarked
package io.groundwork.live;

import org.jspecify.annotations.NullMarked;

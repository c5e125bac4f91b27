/**
 * Hiding secrets in texts, in whatever form they come, and taking out what nobody is to
 * read.
 */
@NullMarked
package io.groundwork.masking;

import org.jspecify.annotations.NullMarked;

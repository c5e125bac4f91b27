/**
 * What joins several modules on one screen.
 */
@NullMarked
package io.groundwork.pages;

import org.jspecify.annotations.NullMarked;

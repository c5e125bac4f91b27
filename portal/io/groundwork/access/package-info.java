/**
 * Access that ends: grants, what they hand over, and the proof that they are over.
 */
@NullMarked
package io.groundwork.access;

import org.jspecify.annotations.NullMarked;

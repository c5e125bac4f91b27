/**
 * What a plan would do, in words that people decide by: changes, what is at stake, and
 * the digest that they agree to.
 */
@NullMarked
package io.groundwork.plans;

import org.jspecify.annotations.NullMarked;

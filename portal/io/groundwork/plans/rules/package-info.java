/**
 * Whether a plan keeps to the rules: the same that those have who plan by hand.
 */
@NullMarked
@NamedInterface("rules")
package io.groundwork.plans.rules;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;

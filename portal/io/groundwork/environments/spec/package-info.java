/**
 * What an environment should be, as one immutable value: its shape, its rules, the four
 * presets, and how it is read and written.
 */
@NullMarked
@NamedInterface("spec")
package io.groundwork.environments.spec;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;

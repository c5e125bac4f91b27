/**
 * Wishes: somebody asks for an environment or a change to one, and is told at any moment
 * what it waits for.
 */
@NullMarked
package io.groundwork.requests;

import org.jspecify.annotations.NullMarked;

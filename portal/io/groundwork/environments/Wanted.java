package io.groundwork.environments;

import java.time.Instant;

import io.groundwork.environments.spec.Spec;

/**
 * What an environment should be, as somebody wanted it.
 *
 * @param environment the number of the environment
 * @param number the how many-eth wish for that environment, from 1
 * @param spec what it should be
 * @param by who wanted it
 * @param at when
 */
public record Wanted(long environment, int number, Spec spec, String by, Instant at) {

}

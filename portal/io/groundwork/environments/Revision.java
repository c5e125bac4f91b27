package io.groundwork.environments;

import java.time.Instant;

/**
 * What an environment became.
 *
 * @param environment the number of the environment
 * @param number the how many-eth of that environment, from 1
 * @param wish the number of the wish that it is of
 * @param run the run that made it so
 * @param template the version of our files that it was made with
 * @param bundle the digest of its bundle
 * @param lineage which state it has
 * @param serial which version of that state
 * @param at when
 */
public record Revision(long environment, int number, int wish, long run, String template, String bundle, String lineage,
		long serial, Instant at) {

}

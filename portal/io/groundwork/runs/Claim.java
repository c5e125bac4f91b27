package io.groundwork.runs;

/**
 * A worker's right to a run, until another worker gets a newer one.
 *
 * @param run the number of the run
 * @param fence what tells this claim from those before and after it
 */
public record Claim(long run, long fence) {

}

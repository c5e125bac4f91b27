package io.groundwork.runs;

import java.nio.file.Path;

/**
 * A worker's right to a run, until another worker gets a newer one.
 *
 * @param run the number of the run
 * @param fence what tells this claim from those before and after it
 * @param folder where it works
 */
record Claim(long run, long fence, Path folder) {

}

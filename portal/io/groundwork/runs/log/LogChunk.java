package io.groundwork.runs.log;

import java.util.Map;

/**
 * Lines that were written at once.
 *
 * @param first the number of the first
 * @param last the number of the last
 * @param lines a JSON object on each line
 * @param sources up to which byte files were read
 */
record LogChunk(long first, long last, String lines, Map<String, Long> sources) {

}

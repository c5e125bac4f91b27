package io.groundwork.runs.log;

import java.util.Map;

/**
 * How far the log of a run is written.
 *
 * @param lastSeq the number of the last line, 0 if there is none
 * @param sources for each file that lines come from, up to which byte it was read
 */
public record LogPosition(long lastSeq, Map<String, Long> sources) {

	/**
	 * From which byte on to read a file; 0 if nothing of it was.
	 */
	public long of(String source) {
		return this.sources.getOrDefault(source, 0L);
	}

}

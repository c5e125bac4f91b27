package io.groundwork.runs.log;

import org.jspecify.annotations.Nullable;

/**
 * How a log ended.
 *
 * @param run the run
 * @param lastSeq the number of the last line
 * @param missingAfter the number of the line after which lines are missing, if any are
 * @param missing why they are
 * @param object the object that it is in, once it is sealed
 * @param size how many bytes all lines have
 * @param marks where in the object to begin to read
 */
record LogEnd(long run, long lastSeq, long missingAfter, @Nullable String missing, @Nullable String object, long size,
		LogMarks marks) {

	boolean complete() {
		return this.missing == null;
	}

}

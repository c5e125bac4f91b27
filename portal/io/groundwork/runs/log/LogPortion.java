package io.groundwork.runs.log;

import java.util.List;

/**
 * Lines in a row.
 *
 * @param first the number of the first
 * @param last the number of the last
 * @param lines a JSON object on each line, each with a line break
 */
record LogPortion(long first, long last, String lines) {

	boolean isEmpty() {
		return this.last < this.first;
	}

	/**
	 * What of it comes after a line.
	 */
	LogPortion after(long seq) {
		if (seq < this.first) {
			return this;
		}
		int at = 0;
		for (long skipped = this.first; skipped <= Math.min(seq, this.last); skipped++) {
			at = this.lines.indexOf('\n', at) + 1;
		}
		return new LogPortion(seq + 1, this.last, this.lines.substring(at));
	}

	List<String> each() {
		return this.lines.lines().toList();
	}

}

package io.groundwork.runs.log;

import java.util.List;

/**
 * Some lines of a log, and what was looked through for them.
 *
 * @param lines the lines that were wanted
 * @param first the number of the first line that was looked at, wanted or not
 * @param last the number of the last line that was looked at
 */
record LogWindow(List<LogLine> lines, long first, long last) {

	static LogWindow empty(long at) {
		return new LogWindow(List.of(), at + 1, at);
	}

}

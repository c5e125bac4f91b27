package io.groundwork.runs.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Cuts pages out of logs, forwards and backwards.
 */
@Component
class LogWindows {

	/** So many lines are shown at once. */
	static final int LINES = 500;

	/** So many lines are looked through at once for those that are wanted. */
	private static final int LOOKED_THROUGH = 50_000;

	private final StoredLogs logs;

	private final JsonMapper json;

	LogWindows(StoredLogs logs, JsonMapper json) {
		this.logs = logs;
		this.json = json;
	}

	/**
	 * The last lines before one.
	 */
	LogWindow before(long run, long before, LogFilter filter) {
		Deque<LogLine> lines = new ArrayDeque<>();
		long last = before - 1;
		long next = before;
		while (next > 1 && lines.size() < LINES && last - next < LOOKED_THROUGH) {
			List<LogPortion> portions = this.logs.before(run, next);
			if (portions.isEmpty()) {
				break;
			}
			List<String> texts = portions.stream().flatMap((portion) -> portion.each().stream()).toList();
			long first = portions.getFirst().first();
			for (int i = (int) Math.min(texts.size(), next - first) - 1; i >= 0 && lines.size() < LINES; i--) {
				next = first + i;
				LogLine line = read(texts.get(i));
				if (filter.admits(line)) {
					lines.addFirst(line);
				}
			}
		}
		return new LogWindow(List.copyOf(lines), next, last);
	}

	/**
	 * The first lines after one.
	 */
	LogWindow after(long run, long after, LogFilter filter) {
		List<LogLine> lines = new ArrayList<>();
		long[] last = { after };
		this.logs.each(run, after, (seq, text) -> {
			last[0] = seq;
			LogLine line = read(text);
			if (filter.admits(line)) {
				lines.add(line);
			}
			return lines.size() < LINES && seq - after < LOOKED_THROUGH;
		});
		return new LogWindow(lines, after + 1, last[0]);
	}

	private LogLine read(String text) {
		return this.json.readValue(text, LogLine.class);
	}

}

package io.groundwork.runs.log;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The log part of a run's page: {@code runs/log :: log(view)}.
 */
@Component
public class LogViews {

	/** So many lines stand before the one that was asked for. */
	private static final int BEFORE = 100;

	private final StoredLogs logs;

	private final LogWindows windows;

	private final JdbcClient jdbc;

	LogViews(StoredLogs logs, LogWindows windows, JdbcClient jdbc) {
		this.logs = logs;
		this.windows = windows;
		this.jdbc = jdbc;
	}

	/**
	 * What to show of the log of a run that whoever asks may see.
	 */
	public LogView of(long run, LogQuery query) {
		LogFilter filter = LogFilter.of(query.step(), query.resource(), query.level());
		@Nullable LogEnd end = this.logs.end(run).orElse(null);
		long total = (end != null) ? end.lastSeq() : this.logs.lastSeq(run);
		LogWindow window = window(run, query, filter, total);
		return LogView.of(run, window, Math.max(total, window.last()), end, filter, names(run, filter));
	}

	/**
	 * The lines that the query is about, the last ones if it does not say.
	 */
	LogWindow window(long run, LogQuery query, LogFilter filter, long total) {
		if (query.at() != null) {
			return this.windows.after(run, Math.clamp(query.at() - BEFORE, 0, Math.max(0, total - 1)), filter);
		}
		if (query.after() != null) {
			return this.windows.after(run, Math.clamp(query.after(), 0, total), filter);
		}
		long before = (query.before() != null) ? Math.clamp(query.before(), 1, total + 1) : total + 1;
		return this.windows.before(run, before, filter);
	}

	private List<String> names(long run, LogFilter filter) {
		Set<String> names = new LinkedHashSet<>(
				this.jdbc.sql("select name from run_step where run = ? order by position")
					.param(run)
					.query(String.class)
					.list());
		if (!filter.step().isEmpty()) {
			names.add(filter.step());
		}
		return List.copyOf(names);
	}

}

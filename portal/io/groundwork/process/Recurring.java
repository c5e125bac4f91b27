package io.groundwork.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How what recurs has gone lately, for those who look after the portal.
 */
@Component
public class Recurring {

	/** By then some worker has seen that it is due, if there is one. */
	private static final Duration LATE = Duration.ofMinutes(5);

	private final JdbcClient jdbc;

	private final List<RecurringTask<?>> tasks;

	private final Clock clock;

	Recurring(JdbcClient jdbc, List<RecurringTask<?>> tasks, Clock clock) {
		this.jdbc = jdbc;
		this.tasks = tasks;
		this.clock = clock;
	}

	/**
	 * All that recurs, by name, whether it was ever done or not.
	 */
	public List<Work> all() {
		Map<String, Work> rows = new HashMap<>();
		this.jdbc.sql("""
				select task_name, picked, execution_time, last_success, last_failure,
					coalesce(consecutive_failures, 0) as failures
				from scheduled_tasks where task_instance = 'recurring'""").query((row) -> {
			String name = row.getString("task_name");
			rows.put(name,
					new Work(name, row.getBoolean("picked"),
							instant(row.getObject("execution_time", OffsetDateTime.class)),
							instant(row.getObject("last_success", OffsetDateTime.class)),
							instant(row.getObject("last_failure", OffsetDateTime.class)), row.getInt("failures")));
		});
		return this.tasks.stream()
			.map(RecurringTask::getName)
			.map((name) -> rows.getOrDefault(name, new Work(name, false, null, null, null, 0)))
			.sorted(Comparator.comparing(Work::name))
			.toList();
	}

	/**
	 * How such work stands.
	 */
	public Status status(Work work) {
		Instant next = work.next();
		if (work.running()) {
			return Status.RUNNING;
		}
		if (next != null && next.isBefore(this.clock.instant().minus(LATE))) {
			return Status.OVERDUE;
		}
		if (work.failures() > 0) {
			return Status.FAILING;
		}
		return (work.lastRun() != null) ? Status.DONE : Status.AHEAD;
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * Work that recurs.
	 *
	 * @param running whether a process is at it
	 * @param next when it is due
	 * @param lastSuccess when it was last done
	 * @param lastFailure when it last failed
	 * @param failures how often in a row it has failed until now
	 */
	public record Work(String name, boolean running, @Nullable Instant next, @Nullable Instant lastSuccess,
			@Nullable Instant lastFailure, int failures) {

		/**
		 * When it was last tried, if it ever was.
		 */
		public @Nullable Instant lastRun() {
			if (this.lastSuccess == null || this.lastFailure == null) {
				return (this.lastSuccess != null) ? this.lastSuccess : this.lastFailure;
			}
			return this.lastFailure.isAfter(this.lastSuccess) ? this.lastFailure : this.lastSuccess;
		}

	}

	/**
	 * In a word.
	 */
	public enum Status {

		/** It was done when it was last due. */
		DONE,

		/** It is being done. */
		RUNNING,

		/** It failed when it was last due. */
		FAILING,

		/** It is due, and nobody does it. */
		OVERDUE,

		/** It was never due until now. */
		AHEAD;

		public String word() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

}

package io.groundwork.process;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs what recurs, each once over all workers: every module declares its own as a bean.
 */
@Component
class RecurringWork implements SmartLifecycle {

	private final DataSource database;

	private final List<RecurringTask<?>> tasks;

	private final ProcessSettings settings;

	private @Nullable Scheduler scheduler;

	RecurringWork(DataSource database, List<RecurringTask<?>> tasks, ProcessSettings settings) {
		this.database = database;
		this.tasks = tasks;
		this.settings = settings;
	}

	@Override
	public void start() {
		if (!this.settings.worker() || this.tasks.isEmpty()) {
			return;
		}
		Scheduler started = Scheduler.create(this.database)
			.startTasks(this.tasks)
			.threads(2)
			// What promises to be done within minutes is late by no more than this.
			.pollingInterval(Duration.ofSeconds(5))
			.shutdownMaxWait(Duration.ofSeconds(20))
			.build();
		started.start();
		this.scheduler = started;
	}

	@Override
	public void stop() {
		Scheduler running = this.scheduler;
		if (running != null) {
			running.stop();
			this.scheduler = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.scheduler != null;
	}

}

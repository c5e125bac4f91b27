package io.groundwork.runs.log;

import java.time.Clock;
import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Logs that have ended move to the object store by and by.
 */
@Configuration(proxyBeanMethods = false)
class RunLogChores {

	/** Those who watched a run to its end have read it by then. */
	private static final Duration REST = Duration.ofMinutes(1);

	@Bean
	RecurringTask<Void> sealRunLogs(SealedLogs logs, Clock clock) {
		return Tasks.recurring("seal-run-logs", FixedDelay.of(Duration.ofMinutes(1)))
			.execute((instance, context) -> logs.sealAll(clock.instant().minus(REST)));
	}

}

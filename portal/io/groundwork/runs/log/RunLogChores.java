package io.groundwork.runs.log;

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

	@Bean
	RecurringTask<Void> sealRunLogs(SealedLogs logs) {
		return Tasks.recurring("seal-run-logs", FixedDelay.of(Duration.ofMinutes(1)))
			.execute((instance, context) -> logs.sealAll());
	}

}

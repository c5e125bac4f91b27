package io.groundwork.state;

import java.time.LocalTime;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Removes each night what crashes have left of states.
 */
@Configuration(proxyBeanMethods = false)
class StateChores {

	@Bean
	RecurringTask<Void> sweepStates(Cleaning cleaning) {
		return Tasks.recurring("sweep-states", new Daily(LocalTime.of(4, 30)))
			.execute((instance, context) -> cleaning.sweep());
	}

}

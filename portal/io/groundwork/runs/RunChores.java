package io.groundwork.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What is done by itself each night, so that no plan file, which has secrets in it, stays
 * longer than somebody may carry it out.
 */
@Configuration(proxyBeanMethods = false)
class RunChores {

	private static final Duration PLANS = Duration.ofDays(7);

	@Bean
	RecurringTask<Void> forgetOldPlans(RunPlans plans, Clock clock) {
		return Tasks.recurring("forget-old-plans", new Daily(LocalTime.of(1, 30))).execute((instance, context) -> {
			List<Long> old = plans.old(clock.instant().minus(PLANS));
			while (!old.isEmpty()) {
				old.forEach(plans::forget);
				old = plans.old(clock.instant().minus(PLANS));
			}
		});
	}

}

package io.groundwork.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What is done by itself each night, so that no plan file or configuration, which have
 * secrets in them, stays longer than somebody may need it.
 */
@Configuration(proxyBeanMethods = false)
class RunChores {

	private static final Duration PLANS = Duration.ofDays(7);

	/** What no run names yet may be about to be named by one. */
	private static final Duration SPARED = Duration.ofDays(1);

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

	@Bean
	RecurringTask<Void> sweepWhatNoRunNames(RunPlans plans, Configurations configurations, Clock clock) {
		return Tasks.recurring("sweep-what-no-run-names", new Daily(LocalTime.of(1, 45)))
			.execute((instance, context) -> {
				Instant before = clock.instant().minus(SPARED);
				plans.sweep(before);
				configurations.sweep(before);
			});
	}

}

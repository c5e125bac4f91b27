package io.groundwork.notices;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tells what waits when somebody's hour has come, and forgets what was told long ago.
 */
@Configuration(proxyBeanMethods = false)
class NoticeChores {

	private static final Duration KEPT = Duration.ofDays(90);

	@Bean
	RecurringTask<Void> tellSummaries(Summaries summaries) {
		return Tasks.recurring("tell-summaries", FixedDelay.of(Duration.ofMinutes(5)))
			.execute((instance, context) -> summaries.tell());
	}

	@Bean
	RecurringTask<Void> forgetNotices(NoticeRows rows, Summaries summaries, Clock clock) {
		return Tasks.recurring("forget-notices", new Daily(LocalTime.of(3, 20))).execute((instance, context) -> {
			Instant before = clock.instant().minus(KEPT);
			rows.forget(before);
			summaries.forget(before.atOffset(ZoneOffset.UTC).toLocalDate());
		});
	}

}

package io.groundwork.web;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Answers that were kept for a repeat go after a day.
 */
@Configuration(proxyBeanMethods = false)
class ForgetOldPosts {

	@Bean
	RecurringTask<Void> forgetOldAnswers(JdbcClient jdbc, Clock clock) {
		return Tasks.recurring("forget-old-answers", FixedDelay.of(Duration.ofHours(1)))
			.execute((instance, context) -> jdbc.sql("delete from repeatable_post where created_at < ?")
				.param(clock.instant().minus(RepeatablePosts.KEPT).atOffset(ZoneOffset.UTC))
				.update());
	}

}

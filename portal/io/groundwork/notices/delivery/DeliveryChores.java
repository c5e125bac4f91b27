package io.groundwork.notices.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sends what is due again, and forgets what has long arrived.
 */
@Configuration(proxyBeanMethods = false)
class DeliveryChores {

	private static final Duration KEPT = Duration.ofDays(30);

	@Bean
	RecurringTask<Void> sendNotices(Sender sender) {
		return Tasks.recurring("send-notices", FixedDelay.of(Duration.ofSeconds(30)))
			.execute((instance, context) -> sender.wake());
	}

	@Bean
	RecurringTask<Void> forgetDeliveries(Outbox outbox, Webhooks webhooks, Clock clock) {
		return Tasks.recurring("forget-deliveries", new Daily(LocalTime.of(3, 10))).execute((instance, context) -> {
			outbox.forget(clock.instant().minus(KEPT));
			webhooks.reseal();
		});
	}

}

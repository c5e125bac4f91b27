package io.groundwork.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Programs that asked for a token, and codes that nothing waited with, go after a day:
 * the audit record has what is to be kept.
 */
@Configuration(proxyBeanMethods = false)
class ForgetOldDevices {

	private static final Duration KEPT = Duration.ofDays(1);

	@Bean
	RecurringTask<Void> forgetOldDeviceCodes(JdbcClient jdbc, Clock clock) {
		return Tasks.recurring("forget-old-device-codes", FixedDelay.of(Duration.ofHours(1)))
			.execute((instance, context) -> {
				OffsetDateTime before = clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
				jdbc.sql("delete from device where expires_at < ?").param(before).update();
				jdbc.sql("delete from device_guess where at < ?").param(before).update();
			});
	}

}

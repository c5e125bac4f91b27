package io.groundwork.audit;

import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the record is made of, and what happens to it every day.
 */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

	@Bean
	SigningKey auditSigningKey(AuditSettings settings) {
		return SigningKey.read(settings.signingKey());
	}

	@Bean
	Sealer auditSealer(DataSource dataSource, AuditSettings settings, SigningKey key, Clock clock) {
		return new Sealer(dataSource, new Segments(dataSource, settings, key, clock), clock);
	}

	@Bean
	RecurringTask<Void> auditRetention(Retention retention) {
		return Tasks.recurring("audit-retention", Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 10)))
			.execute((instance, context) -> retention.prune());
	}

	@Bean
	RecurringTask<Void> auditCheck(AuditChain chain) {
		return Tasks.recurring("audit-check", Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 40)))
			.execute((instance, context) -> chain.checkAndRecord());
	}

}

package io.groundwork.audit;

import java.util.Map;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Prunes what is older than it has to be kept, through the one function that may.
 */
@Component
class Retention {

	private final JdbcClient jdbc;

	private final AuditSettings settings;

	private final ApplicationEventPublisher events;

	Retention(JdbcClient jdbc, AuditSettings settings, ApplicationEventPublisher events) {
		this.jdbc = jdbc;
		this.settings = settings;
		this.events = events;
	}

	@Transactional
	public long prune() {
		long rows = this.jdbc.sql("select audit_prune(make_interval(secs => ?))")
			.param((double) this.settings.retention().toSeconds())
			.query(Long.class)
			.single();
		if (rows > 0) {
			this.events.publishEvent(new Audited("schedule", "audit.pruned", "audit:chain", Outcome.DONE,
					Map.of("rows", rows, "olderThan", this.settings.retention())));
		}
		return rows;
	}

}

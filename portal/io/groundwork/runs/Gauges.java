package io.groundwork.runs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * How things stand with runs and their states, for whoever is woken if they do not go on.
 * Every process tells the same.
 */
@Component
class Gauges {

	private static final Logger logger = LoggerFactory.getLogger(Gauges.class);

	/** All gauges of one scrape are read at once. */
	private static final Duration FRESH = Duration.ofSeconds(15);

	private static final String QUERY = """
			with active as (
				select status, count(*) as count, min(queued_at) as oldest from run
				where status in ('queued', 'running', 'stopping', 'recovering') group by status
			), workers as (
				select case when lease_until < now() then 'late' when paused_at is not null then 'paused'
					when not ready then 'unready' else 'ready' end as status, count(*) as count
				from worker where ended_at is null group by 1
			)
			select 'run ' || status as name, count::float8 as value from active
			union all select 'waiting', extract(epoch from now() - oldest) from active where status = 'queued'
			union all select 'worker ' || status, count from workers
			union all select 'paused', 1 from run_queue where paused_at is not null
			union all select 'lock', extract(epoch from now() - min(locked_at)) from state_lock
			union all select 'diverged', count(*) from state_diverged where settled_at is null
			union all select 'unsealed', count(*) from run_log where sealed_at is null
			union all select 'unsealed age', extract(epoch from now() - min(ended_at)) from run_log
				where sealed_at is null""";

	private final JdbcClient jdbc;

	private Map<String, Double> values = Map.of();

	private long readAt = System.nanoTime() - FRESH.toNanos();

	private boolean away;

	Gauges(JdbcClient jdbc, MeterRegistry registry) {
		this.jdbc = jdbc;
		for (RunStatus status : RunStatus.values()) {
			if (!status.ended()) {
				gauge("groundwork.runs", "Runs that wait or are at work", "run " + status.word())
					.tag("status", status.word())
					.register(registry);
			}
		}
		for (String status : new String[] { "ready", "late", "unready", "paused" }) {
			gauge("groundwork.workers", "Workers that have not ended", "worker " + status).tag("status", status)
				.register(registry);
		}
		gauge("groundwork.runs.waiting", "How long the run has waited that waits longest", "waiting")
			.baseUnit("seconds")
			.register(registry);
		gauge("groundwork.queue.paused", "Whether the queue rests, 1 if so", "paused").register(registry);
		gauge("groundwork.state.lock", "How long the state is locked that is locked longest", "lock")
			.baseUnit("seconds")
			.register(registry);
		gauge("groundwork.state.diverged", "Diverged states that nobody has settled", "diverged").register(registry);
		gauge("groundwork.logs.unsealed", "Logs of ended runs that are not in the object store", "unsealed")
			.register(registry);
		gauge("groundwork.logs.unsealed.oldest", "How long ago the oldest of them ended", "unsealed age")
			.baseUnit("seconds")
			.register(registry);
	}

	private Gauge.Builder<Gauges> gauge(String name, String description, String value) {
		return Gauge.builder(name, this, (all) -> all.value(value)).description(description);
	}

	/**
	 * Nothing while the database is away.
	 */
	private synchronized double value(String name) {
		if (System.nanoTime() - this.readAt >= FRESH.toNanos()) {
			read();
			this.readAt = System.nanoTime();
		}
		return this.away ? Double.NaN : this.values.getOrDefault(name, 0.0);
	}

	private void read() {
		Map<String, Double> read = new LinkedHashMap<>();
		try {
			this.jdbc.sql(QUERY).query((row) -> {
				read.put(row.getString("name"), row.getDouble("value"));
			});
			this.values = read;
			this.away = false;
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("How things stand with runs cannot be told now: {}", ex.getMessage());
			this.away = true;
		}
	}

}

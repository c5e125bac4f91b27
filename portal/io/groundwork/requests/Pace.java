package io.groundwork.requests;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.approvals.Freezes;
import io.groundwork.database.Signals;
import io.groundwork.runs.Runs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Has requests looked at as soon as something has happened to them or their runs.
 */
@Component
class Pace implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Pace.class);

	/** As many as are looked at at once. */
	private static final int AT_ONCE = 4;

	private static final int PORTION = 500;

	private static final Duration SWEEP = Duration.ofSeconds(30);

	/** A little longer than a sweep: whose time comes until the next one is woken. */
	private static final Duration AHEAD = SWEEP.plusSeconds(5);

	/** Timers may be early. */
	private static final long SPARE = 20;

	private final Journey journey;

	private final Signals signals;

	private final JdbcClient jdbc;

	private final Freezes freezes;

	private final Clock clock;

	private final Semaphore room = new Semaphore(AT_ONCE);

	/** How often each was asked for while it is looked at. */
	private final ConcurrentHashMap<Long, AtomicInteger> asked = new ConcurrentHashMap<>();

	private final List<Signals.Listening> listening = new ArrayList<>();

	private volatile boolean running;

	Pace(Journey journey, Signals signals, JdbcClient jdbc, Freezes freezes, Clock clock) {
		this.freezes = freezes;
		this.journey = journey;
		this.signals = signals;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	@Override
	public void start() {
		this.running = true;
		this.listening.add(this.signals.listen(Requests.TOPIC, this::look, this::lookAtAll));
		this.listening.add(this.signals.listen(Freezes.TOPIC, (freeze) -> lookAtAll(), () -> {
		}));
		this.listening
			.add(this.signals.listen(Runs.CHANGED, (run) -> Thread.ofVirtual().start(() -> lookAtThoseOf(run)), () -> {
			}));
	}

	@Override
	public void stop() {
		this.running = false;
		this.listening.forEach(Signals.Listening::close);
		this.listening.clear();
		// What is being looked at comes to its end.
		this.room.acquireUninterruptibly(AT_ONCE);
		this.room.release(AT_ONCE);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 1;
	}

	private void lookAtAll() {
		Thread.ofVirtual().name("requests").start(this::sweep);
	}

	private void lookAtThoseOf(long run) {
		try {
			this.jdbc.sql("""
					select number from request where (plan_run = ? and status = 'planning')
						or (apply_run = ? and status in ('queued', 'applying'))
						or (undo_plan = ? and undo_run is null and status = 'applying')
						or (undo_run = ? and status = 'applying')""")
				.params(run, run, run, run)
				.query(Long.class)
				.list()
				.forEach(this::look);
		}
		catch (DataAccessException ex) {
			logger.debug("The requests of run {} are looked at later", run, ex);
		}
	}

	/**
	 * Looks at all that could go on, for what nobody told.
	 */
	void sweep() {
		try {
			this.jdbc.sql("""
					select number from request where ended_at is null and (
						status in ('checking', 'planning', 'queued', 'applying')
						or (status = 'awaiting-approval' and plan_expires_at <= :now)
						or (status = 'scheduled' and (held_until is not null or apply_at <= :now
							or plan_expires_at <= :now))
						or (status = 'stale' and replans = 0))
					order by number limit :portion""")
				.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
				.param("portion", PORTION)
				.query(Long.class)
				.list()
				.forEach(this::look);
			wake();
		}
		catch (DataAccessException ex) {
			logger.debug("Requests are looked at later", ex);
		}
	}

	/**
	 * Has those looked at in the moment when their time comes or a freeze ends, and all
	 * when one begins.
	 */
	private void wake() {
		Instant now = this.clock.instant();
		this.jdbc.sql("""
				select number, greatest(apply_at, held_until) as at from request
				where status = 'scheduled' and greatest(apply_at, held_until) > :now
					and greatest(apply_at, held_until) <= :soon order by number limit :portion""")
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("soon", now.plus(AHEAD).atOffset(ZoneOffset.UTC))
			.param("portion", PORTION)
			.query((row) -> {
				long number = row.getLong("number");
				at(now, row.getObject("at", OffsetDateTime.class).toInstant(), () -> look(number));
			});
		this.freezes.beginning(now, now.plus(AHEAD)).forEach((begin) -> at(now, begin, this::lookAtAll));
	}

	private static void at(Instant now, Instant then, Runnable what) {
		CompletableFuture.delayedExecutor(Duration.between(now, then).toMillis() + SPARE, TimeUnit.MILLISECONDS)
			.execute(what);
	}

	/**
	 * Looks at one, and again if that is asked for meanwhile.
	 */
	void look(long request) {
		AtomicInteger times = this.asked.computeIfAbsent(request, (number) -> new AtomicInteger());
		if (times.getAndIncrement() == 0) {
			Thread.ofVirtual().name("request-" + request).start(() -> run(request, times));
		}
	}

	private void run(long request, AtomicInteger times) {
		this.room.acquireUninterruptibly();
		try {
			int seen;
			do {
				seen = times.get();
				if (this.running) {
					this.journey.goOn(request);
				}
			}
			while (!times.compareAndSet(seen, 0));
		}
		catch (RuntimeException ex) {
			times.set(0);
			if (this.running) {
				logger.warn("Request {} is looked at again within half a minute", request, ex);
			}
		}
		finally {
			this.room.release();
			this.asked.computeIfPresent(request, (number, count) -> (count.get() == 0) ? null : count);
		}
	}

	/**
	 * What nobody told is found.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Sweep {

		@Bean
		RecurringTask<Void> lookAtRequests(Pace pace) {
			return Tasks.recurring("look-at-requests", FixedDelay.of(SWEEP))
				.execute((instance, context) -> pace.sweep());
		}

	}

}

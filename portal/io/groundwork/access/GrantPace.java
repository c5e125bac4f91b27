package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.database.Signals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has grants begin and end in the moment when it is time, and tried again when something
 * was in the way.
 */
@Component
class GrantPace implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(GrantPace.class);

	/** What is signalled when it may move on at another time than before. */
	static final String TOPIC = "grant-moves";

	private static final int PORTION = 2_000;

	private static final Duration SWEEP = Duration.ofSeconds(20);

	/** A little longer than a sweep: whose time comes until the next one is woken. */
	private static final Duration AHEAD = SWEEP.plusSeconds(5);

	/** Timers may be early. */
	private static final long SPARE = 10;

	private final GrantRows rows;

	private final Grants grants;

	private final Leaving leaving;

	private final Signals signals;

	private final TransactionTemplate transaction;

	private final Desk desk;

	private final Clock clock;

	/** Those that are being looked at, or will be when their time comes. */
	private final Set<Long> known = ConcurrentHashMap.newKeySet();

	private Signals.@Nullable Listening listening;

	private volatile boolean running;

	GrantPace(GrantRows rows, Grants grants, Leaving leaving, Signals signals, TransactionTemplate transaction,
			Desk desk, Clock clock) {
		this.rows = rows;
		this.grants = grants;
		this.leaving = leaving;
		this.signals = signals;
		this.transaction = transaction;
		this.desk = desk;
		this.clock = clock;
	}

	@Override
	public void start() {
		this.running = true;
		this.listening = this.signals.listen(TOPIC, this::look,
				() -> Thread.ofVirtual().name("grants").start(this::sweep));
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.listening != null) {
			this.listening.close();
		}
		// What is being taken away is tried again by others, so that nobody waits for it.
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Looks at all whose time has come, and at others when it will have.
	 */
	void sweep() {
		try {
			this.rows.due(this.clock.instant().plus(AHEAD), PORTION).forEach(this::look);
		}
		catch (DataAccessException ex) {
			log.debug("Grants are looked at later", ex);
		}
	}

	private void look(long number) {
		Thread.ofVirtual().name("grant-" + number).start(() -> {
			try {
				while (this.running && step(number)) {
					// On to what follows from it.
				}
			}
			catch (RuntimeException ex) {
				if (this.running) {
					log.warn("Grant {} is looked at again soon", number, ex);
				}
			}
		});
	}

	/**
	 * Does what is to be done now, or comes back when it is.
	 * @return whether there may be more to do
	 */
	private boolean step(long number) {
		Grant grant = this.desk.atDatabase(() -> this.rows.findById(number)).orElse(null);
		Instant due = (grant != null) ? due(grant) : null;
		if (grant == null || due == null) {
			return false;
		}
		Instant now = this.clock.instant();
		if (now.isBefore(due)) {
			later(number, now, due);
			return false;
		}
		if (grant.status() == GrantStatus.ENDING) {
			this.leaving.takeAway(number);
			return this.desk.atDatabase(() -> this.rows.findById(number))
				.filter((after) -> after.status() == GrantStatus.ENDING)
				.isPresent();
		}
		return this.desk.atDatabase(() -> this.transaction.execute((status) -> this.rows.holdIfFree(number)
			.filter((held) -> held.status() == grant.status() && !now.isBefore(Objects.requireNonNull(due(held))))
			.map(this::move)
			.orElse(false)));
	}

	private boolean move(Grant grant) {
		switch (grant.status()) {
			case PENDING -> this.grants.end(grant, Cause.UNANSWERED, GrantEvents.PORTAL, "");
			case SCHEDULED -> this.grants.begin(grant);
			case ACTIVE -> this.grants.end(grant, Cause.EXPIRED, GrantEvents.PORTAL, "");
			default -> {
				return false;
			}
		}
		return true;
	}

	/**
	 * When it moves on by itself; null if it does not.
	 */
	private static @Nullable Instant due(Grant grant) {
		return switch (grant.status()) {
			case PENDING -> grant.until();
			case SCHEDULED -> grant.startsAt();
			case ACTIVE -> grant.endsAt();
			case ENDING -> grant.tryAt();
			case ENDED, DENIED -> null;
		};
	}

	private void later(long number, Instant now, Instant due) {
		if (due.isAfter(now.plus(AHEAD)) || !this.known.add(number)) {
			return;
		}
		CompletableFuture.delayedExecutor(Duration.between(now, due).toMillis() + SPARE, TimeUnit.MILLISECONDS)
			.execute(() -> {
				this.known.remove(number);
				look(number);
			});
	}

	/**
	 * What nobody told is found.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Sweep {

		@Bean
		RecurringTask<Void> lookAtGrants(GrantPace pace) {
			return Tasks.recurring("look-at-grants", FixedDelay.of(SWEEP)).execute((instance, context) -> pace.sweep());
		}

	}

}

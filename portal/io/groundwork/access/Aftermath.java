package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.RefusedException;
import io.groundwork.web.NotThereException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What follows when somebody broke the glass: once it was looked at, what let them in is
 * made anew; where nobody looks, that is said aloud.
 */
@Component
class Aftermath {

	private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

	private static final Duration EVERY = Duration.ofMinutes(1);

	/** So long whoever has it in hand may take; then somebody else tries. */
	private static final Duration IN_HAND = Duration.ofMinutes(5);

	private final BreakGlassRows used;

	private final GrantRows rows;

	private final GrantEvents events;

	private final Clusters clusters;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Aftermath(BreakGlassRows used, GrantRows rows, GrantEvents events, Clusters clusters,
			TransactionTemplate transaction, Clock clock) {
		this.used = used;
		this.rows = rows;
		this.events = events;
		this.clusters = clusters;
		this.transaction = transaction;
		this.clock = clock;
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
	void reviewed(BreakGlass.Reviewed reviewed) {
		Thread.ofVirtual().name("aftermath-" + reviewed.grant()).start(this::rotate);
	}

	void sweep() {
		this.transaction.executeWithoutResult((status) -> this.used.late(this.clock.instant())
			.forEach((number) -> this.events.add(this.rows.hold(number).orElseThrow(), GrantEvents.PORTAL, "unreviewed",
					"")));
		rotate();
	}

	private void rotate() {
		Instant now = this.clock.instant();
		Objects.requireNonNull(this.transaction.execute((status) -> this.used.takeToRotate(now, now.plus(IN_HAND))))
			.forEach(this::rotate);
	}

	private void rotate(long number) {
		Grant grant = this.rows.findById(number).orElseThrow();
		try {
			this.clusters.rotateBreakGlass(Objects.requireNonNull(grant.clusterId()));
			done(number, "Key files from before are worth nothing; take a new one.");
		}
		catch (NotThereException ex) {
			done(number, "Its cluster is gone, and what let people in with it.");
		}
		catch (ClusterAwayException | RefusedException ex) {
			log.warn("What lets people in by break-glass could not be made anew after {}: {}", grant.handle(),
					ex.getMessage());
			this.transaction.executeWithoutResult((status) -> this.used.hindered(number,
					String.valueOf(ex.getMessage()), this.clock.instant().plus(EVERY)));
		}
	}

	private void done(long number, String text) {
		this.transaction.executeWithoutResult((status) -> {
			Grant grant = this.rows.hold(number).orElseThrow();
			this.used.rotated(number, this.clock.instant());
			this.events.add(grant, GrantEvents.PORTAL, "rotated", text);
		});
	}

	/**
	 * What nobody told is found.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Sweep {

		@Bean
		RecurringTask<Void> lookAtBreakGlass(Aftermath aftermath) {
			return Tasks.recurring("look-at-break-glass", FixedDelay.of(EVERY))
				.execute((instance, context) -> aftermath.sweep());
		}

	}

}

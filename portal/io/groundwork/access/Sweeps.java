package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.audit.Outcome;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.RefusedException;
import io.groundwork.cluster.Remains;
import io.groundwork.web.NotThereException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks for what somebody left in a cluster once their grant is over. The end itself does
 * not wait for it: it only writes down that it is to be looked, and a cluster that is
 * away is looked into when it is back.
 */
@Component
class Sweeps {

	private static final Logger log = LoggerFactory.getLogger(Sweeps.class);

	/** What is found by then came before the end, or in its wake. */
	private static final Duration WAKE = Duration.ofMinutes(10);

	private static final Duration IN_HAND = Duration.ofMinutes(5);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

	/** After somebody has let the portal in again it may look. */
	private static final Duration UNSEEN_PAUSE = Duration.ofMinutes(15);

	private final SweepRows rows;

	private final GrantRows grants;

	private final CredentialRows credentials;

	private final Alerts alerts;

	private final Clusters clusters;

	private final TransactionTemplate transaction;

	private final Clock clock;

	private final AtomicBoolean working = new AtomicBoolean();

	Sweeps(SweepRows rows, GrantRows grants, CredentialRows credentials, Alerts alerts, Clusters clusters,
			TransactionTemplate transaction, Clock clock) {
		this.rows = rows;
		this.grants = grants;
		this.credentials = credentials;
		this.alerts = alerts;
		this.clusters = clusters;
		this.transaction = transaction;
		this.clock = clock;
	}

	/**
	 * In the transaction in which a grant is proven to be over.
	 */
	@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
	void over(GrantEvents.Added added) {
		if (added.event().what().equals("ended") && this.credentials.count(added.grant()) > 0) {
			this.rows.begin(added.grant(), this.clock.instant());
		}
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
	void soon(GrantEvents.Added added) {
		if (added.event().what().equals("ended")) {
			Thread.ofVirtual().name("sweep").start(this::sweep);
		}
	}

	/**
	 * Looks wherever it is time.
	 */
	void sweep() {
		if (!this.working.compareAndSet(false, true)) {
			return;
		}
		try {
			Optional<Long> next = take();
			while (next.isPresent()) {
				look(next.get());
				next = take();
			}
		}
		catch (DataAccessException ex) {
			log.debug("What grants have left is looked for later", ex);
		}
		finally {
			this.working.set(false);
		}
	}

	private Optional<Long> take() {
		Instant now = this.clock.instant();
		return this.rows.take(now, now.plus(IN_HAND));
	}

	private void look(long number) {
		Grant grant = this.grants.findById(number).orElseThrow();
		try (Remains remains = this.clusters.remains(Objects.requireNonNull(grant.clusterId()))) {
			Remains.Seen seen = remains.look(whom(grant));
			this.transaction.executeWithoutResult((status) -> keep(grant, seen));
		}
		catch (NotThereException ex) {
			this.rows.looked(number, List.of(), "Its cluster is gone, and everything that was left there.",
					this.clock.instant(), null);
		}
		catch (ClusterAwayException | RefusedException ex) {
			int tries = this.rows.of(number).map(SweepRows.Sweep::tries).orElse(0);
			Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(10, tries));
			log.warn("What {} has left could not be looked for: {}", grant.handle(), ex.getMessage());
			this.rows.hindered(number, String.valueOf(ex.getMessage()),
					this.clock.instant().plus((pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE));
		}
	}

	private Remains.Whom whom(Grant grant) {
		Instant wake = Objects.requireNonNull(grant.endedAt()).plus(WAKE);
		Instant now = this.clock.instant();
		return new Remains.Whom(grant.role().issuer(), grant.account(), grant.environment(),
				Objects.requireNonNull(grant.namespace()), Objects.requireNonNull(grant.beganAt()),
				now.isBefore(wake) ? now : wake);
	}

	private void keep(Grant grant, Remains.Seen seen) {
		Instant now = this.clock.instant();
		List<Finding> found = seen.found()
			.stream()
			.map(Finding::of)
			.filter((finding) -> this.rows.add(grant.number(), finding, now))
			.filter(Finding::alarming)
			.toList();
		this.rows.looked(grant.number(), seen.unseen(), "", now,
				seen.unseen().isEmpty() ? null : now.plus(UNSEEN_PAUSE));
		found.stream()
			.collect(Collectors.groupingBy(Finding::kind, TreeMap::new, Collectors.toList()))
			.forEach((kind, all) -> this.alerts.raise(grant.number(), "left-" + kind, grant.holder(), Outcome.DONE,
					"It is over, and this came while %s was in and is still there: %s.".formatted(grant.holder(),
							all.stream().map(Finding::title).collect(Collectors.joining(", ")))));
	}

	/**
	 * What nobody told is found.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Looking {

		private static final Duration EVERY = Duration.ofSeconds(30);

		@Bean
		RecurringTask<Void> lookWhatGrantsLeft(Sweeps sweeps) {
			return Tasks.recurring("look-what-grants-left", FixedDelay.of(EVERY))
				.execute((instance, context) -> sweeps.sweep());
		}

	}

}

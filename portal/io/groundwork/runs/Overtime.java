package io.groundwork.runs;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sees to it that runs end: asks those to stop whose time is over, and forces those that
 * do not although the portal itself asked them to.
 */
@Component
class Overtime {

	private static final String BY = "groundwork";

	private final Queue queue;

	private final RunSettings settings;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Overtime(Queue queue, RunSettings settings, Signals signals, ApplicationEventPublisher events,
			TransactionTemplate transaction, Clock clock) {
		this.queue = queue;
		this.settings = settings;
		this.signals = signals;
		this.events = events;
		this.transaction = transaction;
		this.clock = clock;
	}

	/**
	 * Looks at what a worker has in hand.
	 * @return the runs that were told something
	 */
	List<Long> look(long worker) {
		Instant now = this.clock.instant();
		return this.queue.inHandOf(worker).stream().filter((run) -> told(run, now)).map(Run::number).toList();
	}

	private boolean told(Run run, Instant now) {
		Run.Stop stop = run.stop();
		boolean over = now.isAfter(end(run));
		if (stop == null) {
			return over && ask(run);
		}
		boolean forces = switch (stop.because()) {
			case TIME, PERSON -> true;
			// People may force it, or go on waiting as long as there is time.
			case CANCEL, LOG -> over && now.isAfter(end(run).plus(this.settings.grace()));
			// It is left to another worker.
			case DRAIN -> false;
		};
		return forces && stop.forcedAt() == null && now.isAfter(stop.at().plus(this.settings.grace())) && force(run);
	}

	private Instant end(Run run) {
		Instant begun = run.startedAt();
		return (begun != null) ? begun.plus(this.settings.times().of(run.kind())) : Instant.MAX;
	}

	private boolean ask(Run run) {
		return tell(run, "run.stop-asked", () -> this.queue.askToStop(run.number(), BY, Run.Because.TIME));
	}

	private boolean force(Run run) {
		return tell(run, "run.forced", () -> this.queue.askToForce(run.number(), BY));
	}

	private boolean tell(Run run, String action, BooleanSupplier what) {
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			if (!what.getAsBoolean()) {
				return false;
			}
			this.events.publishEvent(new Audited(BY, action, run.subject(), Outcome.DONE, Map.of()));
			this.signals.send("stop", run.number());
			this.signals.send(Runs.CHANGED, run.number());
			return true;
		}));
	}

}

package io.groundwork.runs;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Subject;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.log.RunLogs;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Asks for runs, and tells them to stop.
 */
@Component
public class Runs {

	/** What is signalled when a run has come further. */
	public static final String CHANGED = "changed";

	private final JdbcClient jdbc;

	private final Queue queue;

	private final Signals signals;

	private final Environments environments;

	private final RunLogs logs;

	private final ApplicationEventPublisher events;

	private final RunSettings settings;

	private final Approvals approvals;

	Runs(JdbcClient jdbc, Queue queue, Signals signals, Environments environments, RunLogs logs,
			ApplicationEventPublisher events, RunSettings settings, Approvals approvals) {
		this.approvals = approvals;
		this.jdbc = jdbc;
		this.queue = queue;
		this.signals = signals;
		this.environments = environments;
		this.logs = logs;
		this.events = events;
		this.settings = settings;
	}

	/**
	 * Puts a run into the queue.
	 * @return its number
	 */
	@Transactional
	public long ask(Order order) {
		Order.Agreed plan = order.plan();
		if (plan != null) {
			check(order, plan);
		}
		long number;
		try {
			number = this.queue.add(order);
		}
		catch (DuplicateKeyException ex) {
			throw new ConflictException((plan != null)
					? "Run %d's plan is carried out already; plan again to change more".formatted(plan.number())
					: "Such a check is waiting already for %s".formatted(order.environment().name()));
		}
		if (order.byPerson() && order.kind() != RunKind.DRIFT) {
			for (long check : this.queue.checksInTheWayOf(order)) {
				if (this.queue.askToStop(check, order.by(), Run.Because.PERSON)) {
					this.signals.send("stop", check);
				}
			}
		}
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("kind", order.kind().word());
		details.put("environment", order.environment().name());
		details.put("configuration", order.configuration());
		details.put("destroys", order.destroys());
		if (!order.reason().isEmpty()) {
			details.put("reason", order.reason());
		}
		if (plan != null) {
			details.put("plan", plan.number());
			details.put("digest", plan.digest());
		}
		this.events.publishEvent(new Audited(order.by(), "run.asked", "run:" + number, Outcome.DONE, details));
		this.signals.send("queued", number);
		return number;
	}

	/**
	 * Lets those of these drift checks give way that keep a person's run from starting:
	 * one that was claimed in another lane of a cluster in the very moment when the
	 * person asked was not seen then.
	 */
	@Transactional
	public void giveWay(Collection<Long> running) {
		this.queue.inTheWay(running).forEach((check, by) -> {
			if (this.queue.askToStop(check, by, Run.Because.PERSON)) {
				this.signals.send("stop", check);
			}
		});
	}

	/**
	 * What is carried out is what was agreed to: a plan of this environment that came to
	 * its end, by its digest.
	 */
	private void check(Order order, Order.Agreed plan) {
		Run planned = find(plan.number())
			.filter((run) -> run.kind() == RunKind.PLAN && run.environmentId() == order.environment().id())
			.orElseThrow(() -> new InvalidInputException("plan",
					"plan must be the number of a plan of %s.".formatted(order.environment().name())));
		if (planned.status() != RunStatus.DONE) {
			throw new ConflictException("Plan %d is %s, so there is nothing to carry out".formatted(planned.number(),
					planned.status().word()));
		}
		Carriable found = this.jdbc
			.sql("select digest, coalesce(blocked, '') as blocked from run_plan where run = ? and file is not null")
			.param(plan.number())
			.query((row, number) -> new Carriable(row.getString("digest"), row.getString("blocked")))
			.optional()
			.orElseThrow(() -> new ConflictException(
					"Plan %d has nothing that could be carried out".formatted(plan.number())));
		if (!found.blocked().isEmpty()) {
			throw new ConflictException("Plan %d must not be carried out. %s".formatted(plan.number(), found.blocked())
				.replaceAll("\\.$", ""));
		}
		if (!found.digest().equals(plan.digest())) {
			throw new ConflictException("The digest is not that of plan %d; look at the plan again before you agree"
				.formatted(plan.number()));
		}
		this.approvals.objection(Subject.Kind.REQUEST, plan.digest()).ifPresent((why) -> {
			throw new ConflictException("Plan %d may not be carried out. %s".formatted(plan.number(), why));
		});
		if (planned.destroys() != order.destroys() || !planned.configuration().equals(order.configuration())
				|| !Objects.equals(planned.wish(), order.wish())) {
			throw new ConflictException("Plan %d was made for something else".formatted(plan.number()));
		}
	}

	/**
	 * Carries out a plan that was agreed to. What is refused was looked at before
	 * anything was written, so that the caller's transaction can go on.
	 */
	@Transactional(noRollbackFor = ConflictException.class)
	public long carryOut(long plan, String digest, String by, String reason) {
		Run planned = get(plan);
		Environment environment = this.environments.get(planned.environmentId());
		return ask(new Order(environment, planned.destroys() ? RunKind.DESTROY : RunKind.APPLY, by, true, reason,
				planned.configuration(), planned.destroys(), new Order.Agreed(plan, digest), planned.wish()));
	}

	public Optional<Run> find(long number) {
		return this.jdbc.sql("select " + Run.COLUMNS + Run.FROM + "where r.number = ?")
			.param(number)
			.query(Run::read)
			.optional();
	}

	public Run get(long number) {
		return find(number).orElseThrow(() -> missing(number));
	}

	/**
	 * A run as somebody sees it; for those who may not see its environment there is none.
	 */
	public Run seenBy(SignedIn who, long number) {
		return find(who, number).orElseThrow(() -> missing(number));
	}

	/**
	 * A run as somebody sees it, if there is one for them.
	 */
	public Optional<Run> find(SignedIn who, long number) {
		return find(number).filter((run) -> Environments.seesAll(who) || who.teams().contains(run.team()));
	}

	private static NotThereException missing(long number) {
		return new NotThereException("There is no run " + number);
	}

	/**
	 * Cancels a run: at once if it waits, otherwise as soon as it has come to an orderly
	 * stop. What is refused wrote nothing, so that the caller's transaction can go on.
	 */
	@Transactional(noRollbackFor = ConflictException.class)
	public void cancel(long number, String by) {
		if (this.queue.cancelWaiting(number, by, "Cancelled by %s before it began".formatted(by))) {
			said(by, "run.cancelled", number);
			this.logs.finish(number, get(number).fence());
			this.signals.send(Runs.CHANGED, number);
			return;
		}
		if (this.queue.askToStop(number, by, Run.Because.CANCEL)) {
			said(by, "run.stop-asked", number);
			this.signals.send("stop", number);
			this.signals.send(Runs.CHANGED, number);
			return;
		}
		Run run = get(number);
		if (run.status().ended()) {
			throw new ConflictException("Run %d has ended: it is %s".formatted(number, run.status().word()));
		}
		throw new ConflictException("Run %d is stopping already; it may be forced from %s on".formatted(number,
				forcible(run).map(Instant::toString).orElse("its stop")));
	}

	/**
	 * Takes a run out of the queue again; false if somebody has begun with it.
	 */
	@Transactional
	public boolean takeBack(long number, String why) {
		if (!this.queue.cancelWaiting(number, "groundwork", why)) {
			return false;
		}
		said("groundwork", "run.cancelled", number);
		this.logs.finish(number, get(number).fence());
		this.signals.send(Runs.CHANGED, number);
		return true;
	}

	/**
	 * Asks a run to stop whose log is full.
	 */
	@Transactional
	public void saidTooMuch(long number) {
		if (this.queue.askToStop(number, "groundwork", Run.Because.LOG)) {
			said("groundwork", "run.stop-asked", number);
			this.signals.send(Runs.CHANGED, number);
		}
	}

	/**
	 * Ends a run that does not come to an orderly stop, whatever is lost.
	 */
	@Transactional
	public void force(long number, String by) {
		Run run = get(number);
		if (run.status().ended()) {
			throw new ConflictException("Run %d has ended: it is %s".formatted(number, run.status().word()));
		}
		Instant from = forcible(run).orElseThrow(() -> new ConflictException(
				"Run %d was not asked to stop yet; cancel it first, and force it only if it does not stop"
					.formatted(number)));
		if (!this.queue.askToForce(number, by, this.settings.grace())) {
			Run.Stop stop = get(number).stop();
			throw new ConflictException((stop != null && stop.forcedAt() != null)
					? "Run %d is being forced already".formatted(number)
					: "Run %d is still coming to an orderly stop; it may be forced from %s on".formatted(number, from));
		}
		said(by, "run.forced", number);
		this.signals.send("stop", number);
		this.signals.send(Runs.CHANGED, number);
	}

	/**
	 * From when on a run may be forced, if it was asked to stop.
	 */
	public Optional<Instant> forcible(Run run) {
		return Optional.ofNullable(run.stop()).map((stop) -> stop.at().plus(this.settings.grace()));
	}

	/**
	 * The files that an environment was last made with, if it was ever made.
	 */
	public Optional<Made> latest(long environment) {
		return this.jdbc.sql("""
				select configuration, spec_number from run where environment_id = ? and kind in ('apply', 'destroy')
				and started_at is not null order by -number limit 1""")
			.param(environment)
			.query((row, number) -> new Made(row.getString("configuration"),
					row.getObject("spec_number", Integer.class)))
			.optional();
	}

	/**
	 * What an environment was made with.
	 *
	 * @param configuration the files, by their digest
	 * @param wish the number of the wish that they were rendered from; null where
	 * somebody sent them
	 */
	public record Made(String configuration, @Nullable Integer wish) {

	}

	/**
	 * A plan that may be carried out, unless something blocks it.
	 */
	private record Carriable(String digest, String blocked) {

	}

	private void said(String by, String action, long number) {
		this.events.publishEvent(new Audited(by, action, "run:" + number, Outcome.DONE, Map.of()));
	}

}

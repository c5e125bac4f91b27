package io.groundwork.requests;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Decided;
import io.groundwork.approvals.Subject;
import io.groundwork.database.Signals;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.runs.FoundPlan;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.Run;
import io.groundwork.runs.RunStatus;
import io.groundwork.runs.Runs;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves requests on by what has happened: each time one looks at it, it goes as far as it
 * can. Looking at it twice, or from two processes at once, comes to the same.
 */
@Component
class Journey {

	private final RequestRows rows;

	private final RequestEvents events;

	private final Beginning beginning;

	private final Environments environments;

	private final Runs runs;

	private final FoundPlans plans;

	private final AtStake stakes;

	private final Approvals approvals;

	private final CarryingOut carryingOut;

	private final Signals signals;

	private final TransactionTemplate transaction;

	private final RequestSettings settings;

	private final Clock clock;

	Journey(RequestRows rows, RequestEvents events, Beginning beginning, Environments environments, Runs runs,
			FoundPlans plans, AtStake stakes, Approvals approvals, CarryingOut carryingOut, Signals signals,
			TransactionTemplate transaction, RequestSettings settings, Clock clock) {
		this.rows = rows;
		this.events = events;
		this.beginning = beginning;
		this.environments = environments;
		this.runs = runs;
		this.plans = plans;
		this.stakes = stakes;
		this.approvals = approvals;
		this.carryingOut = carryingOut;
		this.signals = signals;
		this.transaction = transaction;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Moves a request as far as it can go now.
	 */
	void goOn(long number) {
		Optional<Request> found = this.rows.findByNumber(number);
		while (found.isPresent()) {
			RequestStatus before = found.get().status();
			boolean moved = (before == RequestStatus.CHECKING) ? look(found.get()) : step(number);
			if (!moved) {
				return;
			}
			found = this.rows.findByNumber(number);
		}
	}

	/**
	 * Whether it can be done at all, which asks others and so holds nothing meanwhile.
	 */
	private boolean look(Request request) {
		Optional<Request> before = this.rows.before(request.environment(), request.number());
		if (before.isPresent()) {
			return hold(request, "Request %d is before it, which is %s.".formatted(before.get().number(),
					before.get().status().words()));
		}
		try {
			List<Check> checks = this.beginning.look(request);
			return still(request, (held) -> begin(held, checks));
		}
		catch (DataIntegrityViolationException ex) {
			// Somebody else's began in the same moment; it is seen next time.
			return hold(request, "Another request of %s is before it.".formatted(request.environment()));
		}
		catch (ConflictException | InvalidInputException ex) {
			return still(request, (held) -> failed(held, sentence(ex), null));
		}
	}

	private boolean hold(Request request, String why) {
		still(request, (held) -> {
			held.hold(why, now());
			this.rows.saveAndFlush(held);
		});
		return false;
	}

	/**
	 * Does that to a request if nobody has moved it on or written it anew meanwhile.
	 */
	private boolean still(Request request, Consumer<Request> what) {
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			Optional<Request> held = this.rows.holdIfFree(request.number())
				.filter((one) -> one.status() == RequestStatus.CHECKING && one.edition() == request.edition());
			held.ifPresent(what);
			return held.isPresent();
		}));
	}

	private void begin(Request request, List<Check> checks) {
		request.checked(this.beginning.written(checks));
		List<Check> against = checks.stream().filter(Check::failed).toList();
		if (!against.isEmpty()) {
			failed(request, against.stream().map(Check::sentence).collect(Collectors.joining(" ")), null);
			return;
		}
		Environment environment = this.beginning.environment(request);
		request.at(environment.id());
		long run = this.beginning.plan(request, environment);
		request.plan(run, now());
		this.events.add(request, RequestEvents.PORTAL, "checked", Beginning.summary(checks));
		this.events.add(request, RequestEvents.PORTAL, "planning", "", run);
		this.rows.saveAndFlush(request);
	}

	/**
	 * One step of a request that is planned, waits or is carried out.
	 */
	private boolean step(long number) {
		return Boolean.TRUE.equals(this.transaction
			.execute((status) -> this.rows.holdIfFree(number).map((request) -> switch (request.status()) {
				case PLANNING -> planning(request);
				case AWAITING_APPROVAL -> awaiting(request);
				case SCHEDULED -> scheduled(request);
				case QUEUED, APPLYING -> applying(request);
				case STALE -> again(request);
				default -> false;
			}).orElse(false)));
	}

	private boolean planning(Request request) {
		Long number = request.planRun();
		Run run = this.runs.get((number != null) ? number : 0);
		if (!run.status().ended()) {
			return false;
		}
		Optional<FoundPlan> found = (run.status() == RunStatus.DONE) ? this.plans.of(run.number()) : Optional.empty();
		if (found.isEmpty()) {
			failed(request, "It could not be planned: " + outcome(run), run.number());
			return true;
		}
		FoundPlan plan = found.get();
		String blocked = plan.blocked();
		if (blocked != null) {
			failed(request, blocked, run.number());
			return true;
		}
		if (plan.nothing() && request.kind() == RequestKind.CHANGE) {
			request.done("Everything is so already; nothing was changed.", now());
			this.events.add(request, RequestEvents.PORTAL, "done", request.note(), run.number());
			this.rows.saveAndFlush(request);
			ended(request);
			return true;
		}
		Instant expires = plan.plannedAt().plus(this.settings.planValidity());
		request.planned(plan.digest(), expires, now());
		this.events.add(request, RequestEvents.PORTAL, "planned", String.valueOf(run.outcome()), run.number());
		this.rows.saveAndFlush(request);
		this.approvals.ask(new Subject(Subject.Kind.REQUEST, request.number(), plan.digest()), request.askedBy(),
				this.stakes.question(request, this.environments.get(run.environmentId()), plan), expires);
		return true;
	}

	private boolean awaiting(Request request) {
		return request.expired(now()) && outdate(request, "Its plan has expired.");
	}

	private boolean scheduled(Request request) {
		if (request.expired(now())) {
			return outdate(request, (request.heldBy() != null) ? "Its plan expired while a freeze held it."
					: "Its plan expired before its time came.");
		}
		return !request.early(now()) && this.carryingOut.of(request);
	}

	private boolean outdate(Request request, String why) {
		this.approvals.outdate(Subject.Kind.REQUEST, request.number());
		request.outdate(why, now());
		this.events.add(request, RequestEvents.PORTAL, "stale", why);
		this.rows.saveAndFlush(request);
		return true;
	}

	/**
	 * Once by itself; then somebody has to want it.
	 */
	private boolean again(Request request) {
		if (!request.replan(now())) {
			return false;
		}
		this.events.add(request, RequestEvents.PORTAL, "planned-again", request.note());
		this.rows.saveAndFlush(request);
		return true;
	}

	/**
	 * What was decided by votes happens in the transaction of the last one.
	 */
	@EventListener
	void decided(Decided decided) {
		if (decided.subject().kind() != Subject.Kind.REQUEST) {
			return;
		}
		Request request = this.rows.hold(decided.subject().number()).orElseThrow();
		if (request.status() != RequestStatus.AWAITING_APPROVAL
				|| !decided.subject().digest().equals(request.planDigest())) {
			throw new ConflictException("Request %d is not what was decided on: it is %s".formatted(request.number(),
					request.status().words()));
		}
		if (!decided.agreed()) {
			request.reject(decided.reason(), now());
			this.rows.saveAndFlush(request);
			ended(request);
			return;
		}
		this.events.add(request, RequestEvents.PORTAL, "agreed", "");
		if (request.early(now())) {
			request.schedule("It is carried out at %s.".formatted(request.applyAt()), now());
			this.rows.saveAndFlush(request);
			return;
		}
		this.carryingOut.of(request);
	}

	private boolean applying(Request request) {
		Long number = request.applyRun();
		Run run = this.runs.get((number != null) ? number : 0);
		if (run.status() == RunStatus.QUEUED) {
			return this.carryingOut.takeBack(request);
		}
		if (!run.status().ended()) {
			if (request.status() == RequestStatus.APPLYING) {
				return false;
			}
			request.apply(now());
			this.events.add(request, RequestEvents.PORTAL, "applying", "", run.number());
			this.rows.saveAndFlush(request);
			return true;
		}
		switch (run.status()) {
			case DONE -> {
				request.done(outcome(run), now());
				this.events.add(request, RequestEvents.PORTAL, "done", request.note(), run.number());
			}
			case CANCELLED -> {
				request.cancel(outcome(run), now());
				this.events.add(request, RequestEvents.PORTAL, "cancelled", request.note(), run.number());
			}
			default -> {
				if (this.plans.untouched(run.number())) {
					request.outdate(outcome(run), now());
					this.events.add(request, RequestEvents.PORTAL, "stale", request.note(), run.number());
					this.rows.saveAndFlush(request);
					return true;
				}
				failed(request, outcome(run), run.number());
				return true;
			}
		}
		this.rows.saveAndFlush(request);
		ended(request);
		return true;
	}

	private void failed(Request request, String why, @Nullable Long run) {
		request.fail(why, now());
		this.events.add(request, RequestEvents.PORTAL, "failed", why, run);
		this.rows.saveAndFlush(request);
		ended(request);
	}

	/**
	 * Others may have waited for it.
	 */
	private void ended(Request request) {
		this.rows.waiting(request.environment())
			.forEach((waiting) -> this.signals.send(Requests.TOPIC, waiting.number()));
	}

	private static String outcome(Run run) {
		String outcome = run.outcome();
		return (outcome != null) ? outcome : "Run %d is %s".formatted(run.number(), run.status().word());
	}

	private static String sentence(RuntimeException ex) {
		return (ex instanceof InvalidInputException invalid) ? invalid.remedy() : ex.getMessage() + ".";
	}

	private Instant now() {
		return this.clock.instant();
	}

}

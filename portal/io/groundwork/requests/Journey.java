package io.groundwork.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Decided;
import io.groundwork.approvals.Subject;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.runs.FoundPlan;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.Run;
import io.groundwork.runs.RunStatus;
import io.groundwork.runs.Runs;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;

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

	private final Moves moves;

	private final RequestRows rows;

	private final RequestEvents events;

	private final Beginning beginning;

	private final Foundation foundation;

	private final Undoing undoing;

	private final Environments environments;

	private final Runs runs;

	private final FoundPlans plans;

	private final AtStake stakes;

	private final Approvals approvals;

	private final CarryingOut carryingOut;

	private final TransactionTemplate transaction;

	private final RequestSettings settings;

	Journey(Moves moves, RequestRows rows, RequestEvents events, Beginning beginning, Foundation foundation,
			Undoing undoing, Environments environments, Runs runs, FoundPlans plans, AtStake stakes,
			Approvals approvals, CarryingOut carryingOut, TransactionTemplate transaction, RequestSettings settings) {
		this.moves = moves;
		this.rows = rows;
		this.events = events;
		this.beginning = beginning;
		this.foundation = foundation;
		this.undoing = undoing;
		this.environments = environments;
		this.runs = runs;
		this.plans = plans;
		this.stakes = stakes;
		this.approvals = approvals;
		this.carryingOut = carryingOut;
		this.transaction = transaction;
		this.settings = settings;
	}

	/**
	 * Moves a request as far as it can go now.
	 */
	void goOn(long number) {
		Optional<Request> found = this.rows.findByNumber(number);
		while (found.isPresent()) {
			if (!move(found.get())) {
				return;
			}
			found = this.rows.findByNumber(number);
		}
	}

	private boolean move(Request request) {
		Long clearing = request.undoRun();
		return switch (request.status()) {
			case CHECKING -> (request.kind() == RequestKind.FOUNDATION) ? this.foundation.look(request) : look(request);
			case APPLYING -> (clearing != null) ? this.undoing.conclude(request, clearing) : step(request.number());
			default -> step(request.number());
		};
	}

	/**
	 * Whether it can be done at all, which asks others and so holds nothing meanwhile.
	 */
	private boolean look(Request request) {
		Optional<Request> before = this.rows.before(request.environment(), request.number());
		if (before.isPresent()) {
			return this.moves.hold(request, "Request %d is before it, which is %s.".formatted(before.get().number(),
					before.get().status().words()));
		}
		try {
			Optional<String> part = this.foundation.before(request);
			if (part.isPresent()) {
				return this.moves.hold(request, part.get());
			}
			List<Check> checks = this.beginning.look(request);
			return this.moves.still(request, (held) -> begin(held, checks));
		}
		catch (DataIntegrityViolationException ex) {
			// Somebody else's began in the same moment; it is seen next time.
			return this.moves.hold(request, "Another request of %s is before it.".formatted(request.environment()));
		}
		catch (ConflictException | InvalidInputException ex) {
			return this.moves.still(request, (held) -> this.moves.fail(held, sentence(ex), null));
		}
	}

	private void begin(Request request, List<Check> checks) {
		request.checked(this.beginning.written(checks));
		List<Check> against = checks.stream().filter(Check::failed).toList();
		if (!against.isEmpty()) {
			this.moves.fail(request, against.stream().map(Check::sentence).collect(Collectors.joining(" ")), null);
			return;
		}
		Environment environment = this.beginning.environment(request);
		request.at(environment.id());
		long run = this.beginning.plan(request, environment);
		request.plan(run, now());
		this.events.add(request, RequestEvents.PORTAL, "checked", Beginning.summary(checks));
		this.moves.happened(request, "planning", "", run);
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
				case QUEUED, APPLYING ->
					(request.kind() == RequestKind.FOUNDATION) ? this.foundation.goOn(request) : applying(request);
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
			this.moves.fail(request, "It could not be planned: " + outcome(run), run.number());
			return true;
		}
		FoundPlan plan = found.get();
		String blocked = plan.blocked();
		if (blocked != null) {
			this.moves.fail(request, blocked, run.number());
			return true;
		}
		if (plan.nothing() && request.kind() == RequestKind.CHANGE) {
			request.done("Everything is so already; nothing was changed.", now());
			this.moves.ended(request, "done", run.number());
			return true;
		}
		Instant expires = plan.plannedAt().plus(this.settings.planValidity());
		request.planned(plan.digest(), expires, now());
		this.moves.happened(request, "planned", String.valueOf(run.outcome()), run.number());
		Subject subject = new Subject(Subject.Kind.REQUEST, request.number(), plan.digest());
		if (this.foundation.covering(request, plan)
			.filter((agreed) -> this.approvals.follow(subject, agreed))
			.isPresent()) {
			this.events.add(request, RequestEvents.PORTAL, "agreed",
					"It makes what was agreed to with request %d, and touches nothing else."
						.formatted(request.whole()));
			this.carryingOut.of(request);
			return true;
		}
		this.approvals.ask(subject, request.askedBy(),
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
		this.moves.happened(request, "stale", why, null);
		return true;
	}

	/**
	 * Once by itself; then somebody has to want it.
	 */
	private boolean again(Request request) {
		if (!request.replan(now())) {
			return false;
		}
		this.moves.happened(request, "planned-again", request.note(), null);
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
			this.moves.keep(request);
			this.moves.wake(request);
			return;
		}
		this.events.add(request, RequestEvents.PORTAL, "agreed", agreed(request));
		if (request.early(now())) {
			request.schedule("It is carried out at %s.".formatted(request.applyAt()), now());
			this.rows.saveAndFlush(request);
			return;
		}
		this.carryingOut.of(request);
	}

	/**
	 * Such as "2 of 2: platform-1 and reviewer-1".
	 */
	private String agreed(Request request) {
		return this.approvals.standing(Subject.Kind.REQUEST, request.number())
			.filter((standing) -> standing.needed() > 0)
			.map((standing) -> standing.count() + ": " + String.join(" and ", standing.approvers()))
			.orElse("");
	}

	private boolean applying(Request request) {
		Long undoing = request.undoPlan();
		if (undoing != null) {
			return this.undoing.goOn(request, undoing);
		}
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
			this.moves.happened(request, "applying", "", run.number());
			return true;
		}
		switch (run.status()) {
			case DONE -> {
				request.done(outcome(run), now());
				this.moves.ended(request, "done", run.number());
			}
			case CANCELLED -> {
				request.cancel(outcome(run), now());
				this.moves.ended(request, "cancelled", run.number());
			}
			default -> {
				if (this.plans.untouched(run.number())) {
					request.outdate(outcome(run), now());
					this.moves.happened(request, "stale", request.note(), run.number());
				}
				else if (!this.undoing.begin(request, run)) {
					this.moves.fail(request, outcome(run), run.number());
				}
			}
		}
		return true;
	}

	static String outcome(Run run) {
		String outcome = run.outcome();
		return (outcome != null) ? outcome : "Run %d is %s".formatted(run.number(), run.status().word());
	}

	private static String sentence(RuntimeException ex) {
		return (ex instanceof InvalidInputException invalid) ? invalid.remedy() : ex.getMessage() + ".";
	}

	private Instant now() {
		return this.moves.now();
	}

}

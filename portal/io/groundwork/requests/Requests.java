package io.groundwork.requests;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Owner;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.database.Signals;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.Runs;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people do with requests. What the portal does with them by itself is the
 * {@link Journey}'s.
 */
@Component
class Requests {

	static final String TOPIC = "request";

	private static final int LONGEST_COMMENT = 2_000;

	private final RequestRows rows;

	private final RequestEvents events;

	private final Approvals approvals;

	private final Electorate electorate;

	private final Runs runs;

	private final Signals signals;

	private final Clock clock;

	Requests(RequestRows rows, RequestEvents events, Approvals approvals, Electorate electorate, Runs runs,
			Signals signals, Clock clock) {
		this.electorate = electorate;
		this.rows = rows;
		this.events = events;
		this.approvals = approvals;
		this.runs = runs;
		this.signals = signals;
		this.clock = clock;
	}

	/**
	 * Takes somebody's wish down; what becomes of it begins at once, and shows in its
	 * status.
	 */
	@Transactional
	public Request ask(Wish wish) {
		Request request = this.rows.saveAndFlush(new Request(wish, now()));
		this.events.add(request, wish.by().name(), "asked", wish.reason());
		this.signals.send(TOPIC, request.number());
		return request;
	}

	/**
	 * Writes a request anew, which only whoever asked for it may: nobody else could be
	 * kept from agreeing to what they wrote themselves. What was planned is forgotten,
	 * and whoever agreed agreed to something else.
	 */
	@Transactional
	public Request edit(SignedIn who, long number, Wish wish) {
		Request request = held(who, number);
		refuseUnlessTheirs(who, request);
		if (request.kind() != wish.kind() || !request.environment().equals(wish.environment())) {
			throw new ConflictException(
					"Request %d is to %s %s, and stays so; ask for something else with another request"
						.formatted(number, request.kind().word(), request.environment()));
		}
		stopPlanning(request, who);
		this.approvals.outdate(Subject.Kind.REQUEST, number);
		request.edit(wish, now());
		this.events.add(request, who.name(), "edited", wish.reason());
		return kept(request);
	}

	@Transactional
	public Request withdraw(SignedIn who, long number, String reason) {
		Request request = held(who, number);
		if (request.askedBy() != who.person() && !who.is(Role.PLATFORM)) {
			throw new ForbiddenException("Only %s, who asked for it, and platform engineers may withdraw request %d"
				.formatted(request.asker(), number));
		}
		if (!request.status().withdrawable()) {
			throw new ConflictException(request.status().ended()
					? "Request %d has ended: it is %s".formatted(number, request.status().words())
					: "Request %d is %s already; cancel it instead".formatted(number, request.status().words()));
		}
		stopPlanning(request, who);
		this.approvals.withdraw(Subject.Kind.REQUEST, number);
		request.withdraw(Typed.text("reason", reason, LONGEST_COMMENT), now());
		this.events.add(request, who.name(), "withdrawn", request.note());
		return kept(request);
	}

	/**
	 * Stops a request that was agreed to: what has begun comes to an orderly stop first.
	 */
	@Transactional
	public Request cancel(SignedIn who, long number, String reason) {
		Request request = held(who, number);
		if (!Environments.mayWorkIn(who, request.team())) {
			throw new ForbiddenException(
					"Only those who work in %s may stop what happens there".formatted(request.environment()));
		}
		String why = Typed.text("reason", reason, LONGEST_COMMENT);
		switch (request.status()) {
			case SCHEDULED -> {
				request.cancel(why, now());
				this.events.add(request, who.name(), "cancelled", why);
			}
			case QUEUED, APPLYING -> {
				if (request.kind() == RequestKind.FOUNDATION) {
					this.rows.parts(number).forEach((part) -> stop(part.number(), who, why));
					this.events.add(request, who.name(), "stop-asked", why);
				}
				else {
					Long run = running(request);
					this.runs.cancel(run, who.name());
					this.events.add(request, who.name(), "stop-asked", why, run);
				}
			}
			default -> throw new ConflictException(request.status().withdrawable()
					? "Request %d was not agreed to yet; withdraw it instead".formatted(number)
					: "Request %d has ended: it is %s".formatted(number, request.status().words()));
		}
		return kept(request);
	}

	/**
	 * The run that is at it now, or will be.
	 */
	private static long running(Request request) {
		for (Long run : Arrays.asList(request.undoRun(), request.undoPlan(), request.applyRun())) {
			if (run != null) {
				return run;
			}
		}
		return 0;
	}

	/**
	 * Stops a part with its whole, wherever it is.
	 */
	private void stop(long part, SignedIn who, String why) {
		Request held = this.rows.hold(part).orElseThrow();
		if (held.status().withdrawable()) {
			stopPlanning(held, who);
			this.approvals.withdraw(Subject.Kind.REQUEST, part);
			held.withdraw(why, now());
			this.events.add(held, who.name(), "withdrawn", why);
		}
		else if (!held.status().ended()) {
			try {
				this.runs.cancel(running(held), who.name());
			}
			catch (ConflictException ex) {
				// It stops already, or has ended meanwhile.
			}
			this.events.add(held, who.name(), "stop-asked", why, running(held));
		}
		kept(held);
	}

	/**
	 * Begins a request again that did not come to its end.
	 */
	@Transactional
	public Request retry(SignedIn who, long number) {
		Request request = held(who, number);
		if (!Environments.mayWorkIn(who, request.team())) {
			throw new ForbiddenException("Only those who work in %s may try it again".formatted(request.environment()));
		}
		request.retry(now());
		this.events.add(request, who.name(), "retried", "");
		return kept(request);
	}

	@Transactional
	public Request comment(SignedIn who, long number, String text) {
		Request request = held(who, number);
		String comment = Typed.some("text", text, LONGEST_COMMENT, "text must say something.");
		this.events.add(request, who.name(), "commented", comment);
		return kept(request);
	}

	/**
	 * Counts somebody's vote; what follows from the last one follows in the same moment.
	 */
	Standing vote(SignedIn who, long number, Ballot ballot) {
		seenBy(who, number);
		return this.approvals.vote(Subject.Kind.REQUEST, number, who, ballot, new Owner() {

			@Override
			public void hold() {
				// The request's row first, as everybody does who moves it on.
				Request request = Requests.this.rows.hold(number).orElseThrow();
				if (request.status() == RequestStatus.AWAITING_APPROVAL && request.expired(now())) {
					throw new ConflictException(
							"The plan of request %d has expired; it is planned again, and asks again"
								.formatted(number));
				}
			}

			@Override
			public void voted(String inPlaceOf) {
				Request request = Requests.this.rows.hold(number).orElseThrow();
				String place = inPlaceOf.isEmpty() ? "" : "In place of %s. ".formatted(inPlaceOf);
				Requests.this.events.add(request, who.name(),
						(ballot.vote() == Ballot.Choice.APPROVE) ? "approved" : "denied",
						(place + ballot.reason()).strip());
				Requests.this.signals.send(TOPIC, number);
			}

		});
	}

	/**
	 * A request that somebody is about to write anew, which is refused before anything is
	 * said about how.
	 */
	Request toEdit(SignedIn who, long number) {
		Request request = seenBy(who, number);
		refuseUnlessTheirs(who, request);
		request.refuseUnlessEditable();
		return request;
	}

	private static void refuseUnlessTheirs(SignedIn who, Request request) {
		if (request.askedBy() != who.person()) {
			throw new ForbiddenException(
					"Only %s, who asked for it, may write request %d anew; make a request of your own instead"
						.formatted(request.asker(), request.number()));
		}
	}

	/**
	 * A request as somebody sees it; for those who may not see its environment there is
	 * none.
	 */
	Request seenBy(SignedIn who, long number) {
		return this.rows.findByNumber(number)
			.filter((request) -> maySee(who, request))
			.orElseThrow(() -> missing(number));
	}

	private Request held(SignedIn who, long number) {
		return this.rows.hold(number).filter((request) -> maySee(who, request)).orElseThrow(() -> missing(number));
	}

	/**
	 * Nobody votes on what they cannot look at, so whoever votes in somebody's place sees
	 * what they see.
	 */
	private boolean maySee(SignedIn who, Request request) {
		return Environments.seesAll(who) || who.teams().contains(request.team()) || request.askedBy() == who.person()
				|| this.electorate.inPlaceOf(who)
					.stream()
					.anyMatch((away) -> Environments.seesAll(away.roles()) || away.teams().contains(request.team()));
	}

	private void stopPlanning(Request request, SignedIn who) {
		Long run = request.planRun();
		if (request.status() == RequestStatus.PLANNING && run != null) {
			try {
				this.runs.cancel(run, who.name());
			}
			catch (ConflictException ex) {
				// It has ended meanwhile, or stops already.
			}
		}
	}

	private Request kept(Request request) {
		Request kept = this.rows.saveAndFlush(request);
		this.signals.send(TOPIC, request.number());
		return kept;
	}

	/**
	 * Parameters as words, whatever they were sent as.
	 */
	static Map<String, String> words(Map<String, Object> parameters) {
		Map<String, String> words = new TreeMap<>();
		parameters.forEach((name, value) -> words.put(name, String.valueOf(value)));
		return words;
	}

	private Instant now() {
		return this.clock.instant();
	}

	private static NotThereException missing(long number) {
		return new NotThereException("There is no request " + number);
	}

}

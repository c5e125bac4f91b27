package io.groundwork.requests;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.groundwork.approvals.Freeze;
import io.groundwork.approvals.FreezeException;
import io.groundwork.approvals.Freezes;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.Typed;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets single requests be carried out in spite of a freeze.
 */
@Component
class Exceptions {

	private final Requests requests;

	private final RequestRows rows;

	private final RequestEvents story;

	private final Freezes freezes;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Exceptions(Requests requests, RequestRows rows, RequestEvents story, Freezes freezes, Signals signals,
			ApplicationEventPublisher events, TransactionTemplate transaction, Clock clock) {
		this.requests = requests;
		this.rows = rows;
		this.story = story;
		this.freezes = freezes;
		this.signals = signals;
		this.events = events;
		this.transaction = transaction;
		this.clock = clock;
	}

	/**
	 * Gives an exception from all freezes that hold a request, or will when its time
	 * comes. What is refused leaves a row in the record, and nothing else.
	 */
	void give(SignedIn who, long number, String reason) {
		Request seen = this.requests.seenBy(who, number);
		String why = Typed.some("reason", reason, 2_000,
				"reason must say why this cannot wait until the freeze is over.");
		try {
			this.transaction.executeWithoutResult((status) -> give(who, this.rows.hold(number).orElseThrow(), why));
		}
		catch (ConflictException | ForbiddenException ex) {
			this.transaction
				.executeWithoutResult((status) -> this.events.publishEvent(new Audited(who.name(), "request.excepted",
						seen.handle(), Outcome.REFUSED, Map.of("why", String.valueOf(ex.getMessage())))));
			throw ex;
		}
	}

	private void give(SignedIn who, Request request, String why) {
		List<Freeze> against = against(request);
		if (against.isEmpty()) {
			throw new ConflictException(request.status().holdable()
					? "No freeze holds request %d, so it needs no exception".formatted(request.number())
					: "Request %d is %s, so there is nothing to make an exception for".formatted(request.number(),
							request.status().words()));
		}
		this.freezes.except(against, request.number(), who, why);
		this.story.add(request, who.name(), "excepted", "From the freeze %s. %s".formatted(
				against.stream().map((freeze) -> "“" + freeze.name() + "”").collect(Collectors.joining(" and ")), why));
		this.signals.send(Requests.TOPIC, request.number());
	}

	/**
	 * The freezes that hold a request, or will when its time comes.
	 */
	List<Freeze> against(Request request) {
		if (!request.status().holdable()) {
			return List.of();
		}
		Instant now = this.clock.instant();
		Instant time = request.applyAt();
		return this.freezes.against(request.environment(), request.environmentKind(), request.number(),
				(time != null && time.isAfter(now)) ? time : now);
	}

	List<FreezeException> of(Request request) {
		return this.freezes.exceptions(request.number());
	}

}

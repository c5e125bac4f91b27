package io.groundwork.requests;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;

import io.groundwork.database.Signals;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down where requests have got to, what happened, and wakes those that waited for
 * it.
 */
@Component
class Moves {

	private final RequestRows rows;

	private final RequestEvents events;

	private final Signals signals;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Moves(RequestRows rows, RequestEvents events, Signals signals, TransactionTemplate transaction, Clock clock) {
		this.rows = rows;
		this.events = events;
		this.signals = signals;
		this.transaction = transaction;
		this.clock = clock;
	}

	/**
	 * Does that to a request if nobody has moved it on or written it anew meanwhile.
	 */
	boolean still(Request request, Consumer<Request> what) {
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			var held = this.rows.holdIfFree(request.number())
				.filter((one) -> one.status() == request.status() && one.edition() == request.edition());
			held.ifPresent(what);
			return held.isPresent();
		}));
	}

	/**
	 * It waits where it is.
	 * @return false, since it goes on no further
	 */
	boolean hold(Request request, String why) {
		still(request, (held) -> {
			held.hold(why, now());
			this.rows.saveAndFlush(held);
		});
		return false;
	}

	void keep(Request request) {
		this.rows.saveAndFlush(request);
	}

	void happened(Request request, String what, String text, @Nullable Long run) {
		this.events.add(request, RequestEvents.PORTAL, what, text, run);
		this.rows.saveAndFlush(request);
	}

	void fail(Request request, String why, @Nullable Long run) {
		request.fail(why, now());
		ended(request, "failed", run);
	}

	/**
	 * It has come to its end, as it says itself. Others may have waited for it: for the
	 * environment, or for the whole that it is a part of.
	 */
	void ended(Request request, String what, @Nullable Long run) {
		happened(request, what, request.note(), run);
		wake(request);
	}

	/**
	 * Has those looked at that may have waited for it.
	 */
	void wake(Request request) {
		this.rows.waiting(request.environment()).forEach(this::look);
		Long whole = request.whole();
		if (whole != null) {
			this.rows.parts(whole)
				.stream()
				.filter((part) -> part.status() == RequestStatus.CHECKING)
				.forEach(this::look);
			this.signals.send(Requests.TOPIC, whole);
		}
		if (request.kind() == RequestKind.FOUNDATION) {
			this.rows.waitingFoundations().forEach(this::look);
		}
	}

	/**
	 * Has a request looked at.
	 */
	void look(Request request) {
		this.signals.send(Requests.TOPIC, request.number());
	}

	Instant now() {
		return this.clock.instant();
	}

}

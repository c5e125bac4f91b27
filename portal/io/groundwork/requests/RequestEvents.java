package io.groundwork.requests;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happened to requests, in the transaction in which it does; the record gets the
 * same.
 */
@Component
class RequestEvents {

	/** As the record names what nobody does. */
	static final String PORTAL = "groundwork";

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	RequestEvents(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.events = events;
		this.clock = clock;
	}

	void add(Request request, String by, String what, String text) {
		add(request, by, what, text, null);
	}

	/**
	 * Takes note of what happened; whoever does it holds the request's row.
	 */
	void add(Request request, String by, String what, String text, @Nullable Long run) {
		Instant now = this.clock.instant();
		int seq = this.jdbc.sql("""
				insert into request_event (request, seq, at, by, what, text, run)
				select ?, coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ? from request_event where request = ?
				returning seq""")
			.param(request.number())
			.param(now.atOffset(ZoneOffset.UTC))
			.param(by)
			.param(what)
			.param(text)
			.param(run)
			.param(request.number())
			.query(Integer.class)
			.single();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("kind", request.kind().word());
		details.put("environment", request.environment());
		details.put("edition", request.edition());
		if (!text.isEmpty()) {
			details.put("text", text);
		}
		if (run != null) {
			details.put("run", run);
		}
		if (request.planDigest() != null) {
			details.put("digest", request.planDigest());
		}
		this.events.publishEvent(new Audited(by, "request." + what, request.handle(),
				what.equals("failed") ? Outcome.FAILED : Outcome.DONE, details));
		this.events.publishEvent(new Added(request.number(), new Happened(seq, now, by, what, text, run)));
	}

	/**
	 * All that happened to a request, in its order.
	 */
	List<Happened> of(long request) {
		return this.jdbc.sql("select seq, at, by, what, text, run from request_event where request = ? order by seq")
			.param(request)
			.query((row, number) -> new Happened(row.getInt("seq"),
					row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("by"), row.getString("what"),
					row.getString("text"), row.getObject("run", Long.class)))
			.list();
	}

	/**
	 * Something has just happened to a request; its transaction goes on.
	 */
	record Added(long request, Happened event) {

	}

	/**
	 * Something that happened.
	 */
	record Happened(int seq, Instant at, String by, String what, String text, @Nullable Long run) {

	}

}

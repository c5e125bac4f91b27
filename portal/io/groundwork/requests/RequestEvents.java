package io.groundwork.requests;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.Moment;
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
			.query((row, number) -> happened(row))
			.list();
	}

	/**
	 * What happened to the requests of an environment before a moment, the newest first.
	 * A name that another team once asked for in vain is not that team's any more.
	 */
	List<Told> before(String environment, String team, Moment moment, int most) {
		return this.jdbc.sql("""
				select e.request, r.kind, e.seq, e.at, e.by, e.what, e.text, e.run
				from request_event e join request r on r.number = e.request
				where e.environment = ? and e.team = ? and (e.at, e.request, e.seq) < (?, ?, ?)
				order by e.at desc, e.request desc, e.seq desc limit ?""")
			.params(environment, team, moment.at().atOffset(ZoneOffset.UTC), moment.number(), moment.seq(), most)
			.query((row, number) -> new Told(row.getLong("request"), RequestKind.of(row.getString("kind")),
					happened(row)))
			.list();
	}

	/**
	 * Those of some runs that belong to requests.
	 */
	Set<Long> concerned(Collection<Long> runs) {
		return Set.copyOf(this.jdbc.sql("select distinct run from request_event where run = any(?)")
			.param(runs.toArray(Long[]::new))
			.query((row, number) -> row.getLong("run"))
			.list());
	}

	private static Happened happened(ResultSet row) throws SQLException {
		return new Happened(row.getInt("seq"), row.getObject("at", OffsetDateTime.class).toInstant(),
				row.getString("by"), row.getString("what"), row.getString("text"), row.getObject("run", Long.class));
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

	/**
	 * Something that happened to a request.
	 */
	record Told(long request, RequestKind kind, Happened event) {

	}

}

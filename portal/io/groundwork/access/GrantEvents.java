package io.groundwork.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.cluster.Refusal;
import io.groundwork.database.Signals;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happened to grants, in the transaction in which it does; the record gets the same,
 * and whoever has the grant's page open is told.
 */
@Component
class GrantEvents {

	/** As the record names what nobody does. */
	static final String PORTAL = "groundwork";

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	GrantEvents(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Takes note of what happened; whoever does it holds the grant's row.
	 */
	void add(Grant grant, String by, String what, String text) {
		add(grant, by, what, text, Outcome.DONE);
	}

	/**
	 * The same of what may not have been let through.
	 */
	void add(Grant grant, String by, String what, String text, Outcome outcome) {
		add(grant, by, what, text, outcome, List.of(Grants.TOPIC, GrantPace.TOPIC));
	}

	/**
	 * The same of what does not change when the grant moves on next.
	 */
	void note(Grant grant, String by, String what, String text) {
		add(grant, by, what, text, Outcome.DONE, List.of(Grants.TOPIC));
	}

	private void add(Grant grant, String by, String what, String text, Outcome outcome, List<String> topics) {
		Instant now = this.clock.instant();
		// Told in the same breath: whoever waits for a file waits for each statement.
		int seq = this.jdbc
			.sql("""
					with added as (
						insert into access_event (grant_number, seq, at, by, what, text)
						select :grant, coalesce(max(seq), 0) + 1, :at, :by, :what, :text from access_event
						where grant_number = :grant returning seq)
					select max(seq) from added,
						(select pg_notify(:channel, topic || ':' || :grant) from unnest(cast(:topics as text[])) topic) told""")
			.param("grant", grant.number())
			.param("at", now.atOffset(ZoneOffset.UTC))
			.param("by", by)
			.param("what", what)
			.param("text", text)
			.param("channel", Signals.CHANNEL)
			.param("topics", topics.toArray(String[]::new))
			.query(Integer.class)
			.single();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("environment", grant.environment());
		details.put("role", grant.role().word());
		details.put("holder", grant.holder());
		if (grant.endsAt() != null) {
			details.put("endsAt", String.valueOf(grant.endsAt()));
		}
		if (!text.isEmpty()) {
			details.put("text", text);
		}
		this.events.publishEvent(new Audited(by, "grant." + what, grant.handle(), outcome, details));
		this.events.publishEvent(new Added(grant.number(), new Happened(seq, now, by, what, text)));
	}

	/**
	 * A cluster has refused what the portal does there for a grant.
	 */
	void refused(Grant grant, Refusal refusal) {
		this.events.publishEvent(new ClusterAlerts.DoorRefused(Objects.requireNonNull(grant.clusterId()), refusal));
	}

	/**
	 * All that happened to a grant, in its order.
	 */
	List<Happened> of(long grant) {
		return this.jdbc.sql("select seq, at, by, what, text from access_event where grant_number = ? order by seq")
			.param(grant)
			.query(GrantEvents::read)
			.list();
	}

	private static Happened read(ResultSet row, int number) throws SQLException {
		return new Happened(row.getInt("seq"), row.getObject("at", OffsetDateTime.class).toInstant(),
				row.getString("by"), row.getString("what"), row.getString("text"));
	}

	/**
	 * Something has just happened to a grant; its transaction goes on.
	 */
	record Added(long grant, Happened event) {

	}

	/**
	 * Something that happened.
	 */
	record Happened(int seq, Instant at, String by, String what, String text) {

	}

}

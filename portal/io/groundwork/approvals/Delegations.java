package io.groundwork.approvals;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who votes in whose place, as rows.
 */
@Component
class Delegations {

	private static final String SELECT = """
			select d.number, d.delegator_id, o.name as delegator, d.delegate_id, e.name as delegate, d.starts_at,
				d.ends_at, d.reason, d.revoked_at
			from approval_delegation d join person o on o.id = d.delegator_id join person e on e.id = d.delegate_id\s""";

	private static final String IN_FORCE = "and d.revoked_at is null and d.starts_at <= ? and d.ends_at > ? order by d.number";

	private final JdbcClient jdbc;

	private final Clock clock;

	Delegations(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	long add(long delegator, long delegate, Instant from, Instant until, String reason) {
		// Who is behind the accounts is looked up by the database.
		return this.jdbc.sql("""
				insert into approval_delegation (delegator_id, delegate_id, delegator_human, delegate_human, starts_at,
					ends_at, reason, made_at) values (?, ?, 0, 0, ?, ?, ?, ?) returning number""")
			.params(delegator, delegate, at(from), at(until), reason, now())
			.query(Long.class)
			.single();
	}

	/**
	 * Takes one back; false if it was before.
	 */
	boolean revoke(long number) {
		return this.jdbc.sql("update approval_delegation set revoked_at = ? where number = ? and revoked_at is null")
			.params(now(), number)
			.update() == 1;
	}

	Optional<Delegation> find(long number) {
		return this.jdbc.sql(SELECT + "where d.number = ?").param(number).query(Delegations::read).optional();
	}

	/**
	 * Those that somebody gave or got, before that number, newest first.
	 */
	List<Delegation> page(long person, long before, int most) {
		return this.jdbc.sql(SELECT + """
				where d.number in (
					(select number from approval_delegation where delegator_id = :person and number < :before
						order by number desc limit :most)
					union all
					(select number from approval_delegation where delegate_id = :person and number < :before
						order by number desc limit :most))
				order by d.number desc limit :most""")
			.param("person", person)
			.param("before", before)
			.param("most", most)
			.query(Delegations::read)
			.list();
	}

	/**
	 * Those by which somebody votes in others' places now.
	 */
	List<Delegation> to(long delegate) {
		return this.jdbc.sql(SELECT + "where d.delegate_id = ? " + IN_FORCE)
			.params(delegate, now(), now())
			.query(Delegations::read)
			.list();
	}

	/**
	 * Those by which others vote in the places of these now, by whose.
	 */
	Map<Long, Delegation> of(Collection<Long> delegators) {
		return this.jdbc.sql(SELECT + "where d.delegator_id = any(?) " + IN_FORCE)
			.params(delegators.toArray(Long[]::new), now(), now())
			.query(Delegations::read)
			.list()
			.stream()
			.collect(Collectors.toMap(Delegation::delegator, Function.identity(), (one, other) -> one));
	}

	private OffsetDateTime now() {
		return at(this.clock.instant());
	}

	private static OffsetDateTime at(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	private static Delegation read(ResultSet row, int number) throws SQLException {
		OffsetDateTime revoked = row.getObject("revoked_at", OffsetDateTime.class);
		return new Delegation(row.getLong("number"), row.getLong("delegator_id"), row.getString("delegator"),
				row.getLong("delegate_id"), row.getString("delegate"),
				row.getObject("starts_at", OffsetDateTime.class).toInstant(),
				row.getObject("ends_at", OffsetDateTime.class).toInstant(), row.getString("reason"),
				(revoked != null) ? revoked.toInstant() : null);
	}

}

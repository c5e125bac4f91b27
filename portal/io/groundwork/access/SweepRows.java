package io.groundwork.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.groundwork.cluster.Remnant;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where people's remains are to be looked for, and what was found.
 */
@Component
class SweepRows {

	private final JdbcClient jdbc;

	SweepRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void begin(long grant, Instant now) {
		this.jdbc.sql("insert into access_sweep (grant_number, due_at) values (?, ?) on conflict do nothing")
			.params(grant, now.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * Takes the next one in hand: nobody else does until then.
	 */
	Optional<Long> take(Instant now, Instant until) {
		return this.jdbc.sql("""
				update access_sweep set due_at = ?, tries = tries + 1 where grant_number = (
					select grant_number from access_sweep where due_at <= ? order by due_at limit 1
					for update skip locked) returning grant_number""")
			.params(until.atOffset(ZoneOffset.UTC), now.atOffset(ZoneOffset.UTC))
			.query(Long.class)
			.optional();
	}

	void hindered(long grant, String obstacle, Instant again) {
		this.jdbc.sql("update access_sweep set obstacle = ?, due_at = ? where grant_number = ?")
			.params(obstacle, again.atOffset(ZoneOffset.UTC), grant)
			.update();
	}

	/**
	 * It was looked.
	 * @param unseen what could not be looked at
	 * @param again when to look again, if at all
	 */
	void looked(long grant, Collection<String> unseen, String remark, Instant now, @Nullable Instant again) {
		this.jdbc.sql("""
				update access_sweep set looked_at = :now, due_at = :again, obstacle = :remark, unseen = :unseen
				where grant_number = :grant""")
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("again", (again != null) ? again.atOffset(ZoneOffset.UTC) : null)
			.param("remark", remark)
			.param("unseen", unseen.toArray(String[]::new))
			.param("grant", grant)
			.update();
	}

	/**
	 * Takes down what was found.
	 * @return whether it is new
	 */
	boolean add(long grant, Finding finding, Instant now) {
		return this.jdbc.sql("""
				insert into access_finding (grant_number, kind, resource, namespace, name, since, said, found_at)
				values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
			.params(grant, finding.kind(), finding.resource(), finding.namespace(), finding.name(),
					finding.since().atOffset(ZoneOffset.UTC), finding.said(), now.atOffset(ZoneOffset.UTC))
			.update() == 1;
	}

	List<Finding> findings(long grant) {
		return this.jdbc.sql("select * from access_finding where grant_number = ? order by since, kind, name")
			.param(grant)
			.query((row, number) -> {
				Remnant.Kind kind = Finding.kind(row.getString("kind"));
				return Finding.of(kind, row.getString("resource"), row.getString("namespace"), row.getString("name"),
						row.getObject("since", OffsetDateTime.class).toInstant(), row.getString("said"));
			})
			.list();
	}

	Optional<Sweep> of(long grant) {
		return this.jdbc.sql("select * from access_sweep where grant_number = ?")
			.param(grant)
			.query((row, number) -> new Sweep(instant(row.getObject("due_at", OffsetDateTime.class)),
					instant(row.getObject("looked_at", OffsetDateTime.class)), row.getString("obstacle"),
					Arrays.asList((String[]) row.getArray("unseen").getArray()), row.getInt("tries")))
			.optional();
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * How it stands with looking.
	 */
	record Sweep(@Nullable Instant dueAt, @Nullable Instant lookedAt, String obstacle, List<String> unseen, int tries) {

	}

}

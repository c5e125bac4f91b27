package io.groundwork.approvals;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Freezes and the exceptions from them, as rows. The database refuses an exception for
 * one's own request, and one that is ended stays so.
 */
@Component
class FreezeRows {

	private static final String SELECT = """
			select f.number, f.name, f.starts_at, f.ends_at, f.environment_kinds, f.environments, f.reason,
				p.name as declared_by, f.declared_at, f.ended_at
			from change_freeze f join person p on p.id = f.declared_by\s""";

	private final JdbcClient jdbc;

	FreezeRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	long add(FreezeWish wish, long by, Instant now) {
		return this.jdbc
			.sql("""
					insert into change_freeze (name, starts_at, ends_at, environment_kinds, environments, reason, declared_by,
						declared_at) values (?, ?, ?, ?, ?, ?, ?, ?) returning number""")
			.params(wish.name(), at(wish.from()), at(wish.until()), array(wish.kinds()), array(wish.environments()),
					wish.reason(), by, at(now))
			.query(Long.class)
			.single();
	}

	void change(long number, FreezeWish wish) {
		this.jdbc.sql("""
				update change_freeze set name = ?, starts_at = ?, ends_at = ?, environment_kinds = ?, environments = ?,
					reason = ? where number = ?""")
			.params(wish.name(), at(wish.from()), at(wish.until()), array(wish.kinds()), array(wish.environments()),
					wish.reason(), number)
			.update();
	}

	void end(long number, Instant now) {
		this.jdbc.sql("update change_freeze set ended_at = ? where number = ?").params(at(now), number).update();
	}

	Optional<Freeze> find(long number) {
		return this.jdbc.sql(SELECT + "where f.number = ?").param(number).query(FreezeRows::read).optional();
	}

	/**
	 * The same, which nobody else changes until the transaction ends.
	 */
	Optional<Freeze> hold(long number) {
		return this.jdbc.sql(SELECT + "where f.number = ? for no key update of f")
			.param(number)
			.query(FreezeRows::read)
			.optional();
	}

	/**
	 * Those before that number, newest first.
	 */
	List<Freeze> page(long before, int most) {
		return this.jdbc.sql(SELECT + "where f.number < ? order by f.number desc limit ?")
			.params(before, most)
			.query(FreezeRows::read)
			.list();
	}

	/**
	 * Those in force at some time from one to another, those that last longest first.
	 */
	List<Freeze> between(Instant from, Instant to) {
		return this.jdbc.sql(SELECT + "where f.over_at > ? and f.starts_at <= ? order by f.over_at desc, f.number")
			.params(at(from), at(to))
			.query(FreezeRows::read)
			.list();
	}

	/**
	 * Lets nobody declare, change or end one until the transaction ends.
	 */
	void still() {
		this.jdbc.sql("select pg_advisory_xact_lock_shared(hashtext('change_freeze'))").query((row) -> {
		});
	}

	void except(long freeze, long request, long giver, String reason, Instant now) {
		// Who is behind the accounts is looked up by the database.
		this.jdbc
			.sql("""
					insert into freeze_exception (freeze_number, request, giver_id, asker_id, giver_human, asker_human, reason,
						given_at) values (?, ?, ?, 0, 0, 0, ?, ?)""")
			.params(freeze, request, giver, reason, at(now))
			.update();
	}

	/**
	 * All exceptions that were ever given for a request, in their order.
	 */
	List<Given> exceptions(long request) {
		return this.jdbc.sql("""
				select x.number, x.freeze_number, f.name, x.giver_id, x.asker_id, x.reason, x.given_at,
					x.fell_at is not null as fell
				from freeze_exception x join change_freeze f on f.number = x.freeze_number
				where x.request = ? order by x.number""")
			.param(request)
			.query((row, number) -> new Given(row.getLong("number"), row.getLong("freeze_number"),
					row.getString("name"), row.getLong("giver_id"), row.getLong("asker_id"), row.getString("reason"),
					row.getObject("given_at", OffsetDateTime.class).toInstant(), row.getBoolean("fell")))
			.list();
	}

	private static Freeze read(ResultSet row, int number) throws SQLException {
		OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
		return new Freeze(row.getLong("number"), row.getString("name"),
				row.getObject("starts_at", OffsetDateTime.class).toInstant(),
				row.getObject("ends_at", OffsetDateTime.class).toInstant(), set(row, "environment_kinds"),
				set(row, "environments"), row.getString("reason"), row.getString("declared_by"),
				row.getObject("declared_at", OffsetDateTime.class).toInstant(),
				(ended != null) ? ended.toInstant() : null);
	}

	private static Set<String> set(ResultSet row, String column) throws SQLException {
		return Set.of((String[]) row.getArray(column).getArray());
	}

	private static String[] array(Set<String> words) {
		return words.stream().sorted().toArray(String[]::new);
	}

	private static OffsetDateTime at(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	/**
	 * An exception as it was given.
	 *
	 * @param asker the account of whoever asked for the request
	 * @param fell whether the request was written anew since
	 */
	record Given(long number, long freeze, String name, long giver, long asker, String reason, Instant at,
			boolean fell) {

	}

}

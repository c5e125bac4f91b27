package io.groundwork.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import io.groundwork.cluster.LogEntry;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was done in clusters under grants.
 */
@Component
class ObservedRows {

	private final JdbcClient jdbc;

	ObservedRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Takes note of something, unless it was told before.
	 */
	void add(long grant, LogEntry entry) {
		this.jdbc.sql("""
				insert into access_observed (grant_number, audit_id, at, verb, api_group, resource, subresource,
					namespace, name, code, reason, source)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
			.params(grant, entry.id(), entry.at().atOffset(ZoneOffset.UTC), entry.verb(), entry.group(),
					entry.resource(), entry.subresource(), entry.namespace(), entry.name(), entry.code(),
					entry.as().isEmpty() ? entry.reason() : "as " + entry.as(), entry.source())
			.update();
	}

	/**
	 * How many there are, counted to a limit.
	 */
	int count(long grant, int most) {
		return this.jdbc
			.sql("select count(*) from (select from access_observed where grant_number = ? limit ?) counted")
			.params(grant, most)
			.query(Integer.class)
			.single();
	}

	/**
	 * One page, what was told last first.
	 */
	Page<Deed> page(long grant, @Nullable String after, int size) {
		List<Deed> found = this.jdbc
			.sql("select * from access_observed where grant_number = ? and id < ? order by id desc limit ?")
			.params(grant, Cursor.number(after, Long.MAX_VALUE), size + 1)
			.query(ObservedRows::read)
			.list();
		return Page.of(found, size, (deed) -> deed, (deed) -> Cursor.of(deed.id()));
	}

	/**
	 * Forgets what is older.
	 */
	int forget(Instant before) {
		return this.jdbc.sql("delete from access_observed where at < ?")
			.param(before.atOffset(ZoneOffset.UTC))
			.update();
	}

	private static Deed read(ResultSet row, int number) throws SQLException {
		String subresource = row.getString("subresource");
		return new Deed(row.getLong("id"), row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("verb"),
				row.getString("resource") + (subresource.isEmpty() ? "" : "/" + subresource),
				row.getString("namespace"), row.getString("name"), row.getInt("code"), row.getString("reason"),
				row.getString("source"));
	}

	/**
	 * Something that was done or tried.
	 */
	record Deed(long id, Instant at, String verb, String resource, String namespace, String name, int code,
			String reason, String source) {

	}

}

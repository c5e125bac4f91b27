package io.groundwork.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.audit.AuditFixture;
import io.groundwork.sandbox.Postgres;

import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Fills the audit record with many rows and their chain, as a busy year would.
 */
public final class AuditFill {

	/**
	 * A thousand people of whom some do most, forty actions on eight kinds of things, one
	 * row in twenty refused or failed, evenly over 60 days.
	 */
	private static final String ROWS = """
			insert into audit_row (at, actor, action, subject, outcome, details)
			select
				now() - interval '60 days' + interval '60 days' * (i / %1$d.0),
				'engineer-' || 1 + floor(1000 * power(random(), 3)),
				kind || (array['.created', '.changed', '.removed', '.read', '.refused'])[1 + floor(5 * power(random(), 2))],
				kind || ':' || 1 + floor(5000 * random()),
				(array['done', 'refused', 'failed'])[1 + (random() > 0.95)::int + (random() > 0.98)::int],
				cast('{"from":"10.0.0.' || i %% 250 || '","request":"' || md5(i::text) || '"}' as json)
			from generate_series(1, %1$d) i
			cross join lateral (select (array['token', 'session', 'request', 'plan', 'run', 'grant', 'person', 'route'])
				[1 + floor(8 * power(random(), 2) + 0 * i)] as kind) kinds
			""";

	private AuditFill() {
	}

	/**
	 * Brings that many rows into the database, chained and signed with the key.
	 */
	public static void rows(Postgres.Database database, int count, Path signingKey) throws SQLException {
		try (Connection superuser = Postgres.shared().superuser(database)) {
			rows(superuser, count, signingKey);
		}
	}

	/**
	 * The same over a superuser's connection, to any database.
	 */
	public static void rows(Connection superuser, int count, Path signingKey) throws SQLException {
		try (Statement statement = superuser.createStatement()) {
			Map<String, String> indexes = indexes(statement);
			for (String index : indexes.keySet()) {
				statement.execute("drop index " + index);
			}
			// The same rows each time, as far as they are drawn.
			statement.execute("select setseed(0.5)");
			statement.execute(ROWS.formatted(count));
			for (String definition : indexes.values()) {
				statement.execute(definition);
			}
			statement.execute("analyze audit_row");
			AuditFixture.seal(new SingleConnectionDataSource(superuser, true), signingKey);
			superuser.setAutoCommit(true);
			statement.execute("vacuum analyze audit_row");
			statement.execute("vacuum analyze audit_link");
		}
	}

	/**
	 * The indexes that only make searching fast; made anew they are also denser.
	 */
	private static Map<String, String> indexes(Statement statement) throws SQLException {
		Map<String, String> indexes = new LinkedHashMap<>();
		try (ResultSet rows = statement.executeQuery(
				"""
						select indexname, indexdef from pg_indexes where tablename = 'audit_row' and indexname <> 'audit_row_pkey'
						""")) {
			while (rows.next()) {
				indexes.put(rows.getString(1), rows.getString(2));
			}
		}
		return indexes;
	}

}

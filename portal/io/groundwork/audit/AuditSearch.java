package io.groundwork.audit;

import java.sql.Connection;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds rows, the newest first, in a time that does not depend on how many there are.
 *
 * <p>
 * An index gives rows in order of time only if everything before the time is fixed. So a
 * search is taken apart into lanes, each with all of that fixed; the newest rows of each
 * lane are read from their end of the index, and the newest of those are the page. What a
 * beginning such as {@code token:} stands for is looked up first, see {@link Lanes}.
 */
@Component
class AuditSearch {

	/**
	 * The way is known here; the planner, which guesses how many rows there are, is only
	 * to walk it. Compiling the statement would take longer than running it.
	 */
	static final String AS_WRITTEN = """
			select %s
			""".formatted(Stream
		.of("enable_bitmapscan", "enable_seqscan", "enable_sort", "enable_hashjoin", "enable_mergejoin",
				"enable_material", "jit")
		.map((setting) -> "set_config('%s', 'off', true)".formatted(setting))
		.collect(Collectors.joining(", ")));

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Lanes lanes;

	AuditSearch(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.transaction.setReadOnly(true);
		this.lanes = new Lanes(this.jdbc);
	}

	Page<AuditEntry> page(AuditFilter filter, @Nullable Cursor after, int limit) {
		return this.transaction.execute((status) -> {
			this.jdbc.query(AS_WRITTEN, (settings) -> {
			});
			return find(filter, after, limit);
		});
	}

	private Page<AuditEntry> find(AuditFilter filter, @Nullable Cursor after, int limit) {
		Lanes.Path path = this.lanes.path(filter);
		if (path.values().isEmpty()) {
			return new Page<>(List.of(), null);
		}
		Statement statement = statement(path, filter, after, limit + 1);
		List<AuditEntry> found = this.jdbc.query(statement, AuditEntry::read);
		return Page.of(found, limit, (entry) -> entry, (entry) -> new Cursor(entry.at(), entry.id()).toString());
	}

	/**
	 * The statement that finds the page, for tests that look at its plan.
	 */
	Statement statement(AuditFilter filter, @Nullable Cursor after, int limit) {
		return statement(this.lanes.path(filter), filter, after, limit);
	}

	private static Statement statement(Lanes.Path path, AuditFilter filter, @Nullable Cursor after, int limit) {
		List<Object> parameters = new ArrayList<>();
		StringBuilder where = new StringBuilder();
		for (String column : path.columns()) {
			where.append(" and r.%1$s = lane.%1$s".formatted(column));
		}
		StringBuilder rest = new StringBuilder();
		// What the lanes fix, always the outcome, is not asked twice: the planner would
		// take
		// the two for independent, expect next to nothing, and walk any index.
		if (!path.columns().contains("person")) {
			match(rest, parameters, "person", filter.person(), "lower(? collate pg_c_utf8)");
		}
		if (!path.columns().contains("subject")) {
			match(rest, parameters, "subject", filter.subject(), "?");
		}
		if (!path.columns().contains("action")) {
			match(rest, parameters, "action", filter.action(), "?");
		}
		if (filter.from() != null) {
			rest.append(" and r.at >= ?");
			parameters.add(time(filter.from()));
		}
		if (filter.to() != null) {
			rest.append(" and r.at < ?");
			parameters.add(time(filter.to()));
		}
		if (after != null) {
			rest.append(" and (r.at, r.id) < (?, ?)");
			parameters.add(time(after.at()));
			parameters.add(after.id());
		}
		String arrays = path.columns().stream().map((column) -> "cast(? as text[])").collect(Collectors.joining(", "));
		String sql = """
				select %s
				from (
					select newest.at, newest.id
					from unnest(%s) as lane (%s)
					cross join lateral (
						select r.at, r.id from audit_row r where true%s%s
						order by r.at desc, r.id desc limit %d
					) newest
					order by newest.at desc, newest.id desc limit %d
				) found
				join audit_row r on r.id = found.id
				left join audit_link l on l.row_id = r.id
				order by found.at desc, found.id desc
				""".formatted(AuditEntry.COLUMNS, arrays, String.join(", ", path.columns()), where, rest, limit, limit);
		return new Statement(sql, path, parameters);
	}

	private static void match(StringBuilder where, List<Object> parameters, String column,
			AuditFilter.@Nullable Match match, String value) {
		if (match != null) {
			where
				.append((match.beginning() ? " and starts_with(r.%s, %s)" : " and r.%s = %s").formatted(column, value));
			parameters.add(match.text());
		}
	}

	private static OffsetDateTime time(Instant time) {
		return time.atOffset(ZoneOffset.UTC);
	}

	/**
	 * A search as PostgreSQL is asked it.
	 */
	record Statement(String sql, Lanes.Path path, List<Object> parameters) implements PreparedStatementCreator {

		@Override
		public java.sql.PreparedStatement createPreparedStatement(Connection connection) throws java.sql.SQLException {
			return prepare(connection, this.sql);
		}

		java.sql.PreparedStatement prepare(Connection connection, String text) throws java.sql.SQLException {
			java.sql.PreparedStatement statement = connection.prepareStatement(text);
			int[] next = { 1 };
			for (int column : IntStream.range(0, this.path.columns().size()).toArray()) {
				Object[] values = this.path.values().stream().map((lane) -> lane.get(column)).toArray();
				statement.setArray(next[0]++, connection.createArrayOf("text", values));
			}
			for (Object parameter : this.parameters) {
				if (parameter instanceof OffsetDateTime time) {
					statement.setObject(next[0]++, time, Types.TIMESTAMP_WITH_TIMEZONE);
				}
				else {
					statement.setObject(next[0]++, parameter);
				}
			}
			return statement;
		}

	}

}

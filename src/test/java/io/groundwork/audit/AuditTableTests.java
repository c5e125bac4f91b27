package io.groundwork.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the database itself refuses, whoever asks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTableTests {

	private final Record record = Record.open();

	@BeforeAll
	void fill() {
		this.record.filled(20);
	}

	@AfterAll
	void close() {
		this.record.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "audit_row", "audit_link", "audit_segment", "audit_anchor", "audit_pruned" })
	void thePortalsRoleCanNeitherChangeNorRemoveAnything(String table) {
		refused("portal", "update %s set ctid = ctid".formatted(table), "");
		for (String column : columns(table)) {
			refused("portal", "update %1$s set %2$s = %2$s".formatted(table, column), "permission denied");
		}
		refused("portal", "delete from " + table, "permission denied");
		refused("portal", "truncate " + table, "permission denied");
		refused("portal", "drop table " + table, "must be owner");
		refused("portal", "alter table %s disable trigger all".formatted(table), "must be owner");
		refused("portal", "alter table %s add column more text".formatted(table), "must be owner");
		refused("portal",
				"create trigger t before insert on %s for each row execute function audit_refuse()".formatted(table),
				"permission denied");
		refused("portal", "create rule r as on insert to %s do instead nothing".formatted(table), "must be owner");
		refused("portal", "lock table %s in access exclusive mode".formatted(table), "permission denied");
	}

	@ParameterizedTest
	@ValueSource(strings = { "set session_replication_role = replica",
			"alter function audit_prune(interval) owner to groundwork_portal",
			"create or replace function audit_prune(interval) returns bigint language sql as 'select 1'",
			"set role groundwork_owner", "drop function audit_refuse() cascade",
			"grant delete on audit_row to groundwork_portal; delete from audit_row",
			"create table public.audit_row2 ()", "drop schema public cascade", "select audit_refuse()" })
	void thePortalsRoleCannotChangeTheRules(String command) {
		refused("portal", command, "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "id, actor, action, subject, outcome", "at, actor, action, subject, outcome",
			"tx, actor, action, subject, outcome" })
	void thePortalsRoleCannotSayWhatTheDatabaseSays(String columns) {
		String first = columns.startsWith("id") ? "1" : columns.startsWith("at") ? "now()" : "'1'";
		refused("portal", "insert into audit_row (%s) overriding system value values (%s, 'x', 'x.y', 'x', 'done')"
			.formatted(columns, first), "permission denied");
	}

	@ParameterizedTest
	@ValueSource(strings = { "update audit_row set actor = 'x'", "truncate audit_row", "delete from audit_row",
			"update audit_link set seq = seq + 1000", "truncate audit_link", "delete from audit_link",
			"update audit_segment set head = head", "delete from audit_segment", "truncate audit_segment cascade",
			"delete from audit_anchor", "update audit_anchor set object = ''", "truncate audit_anchor",
			"truncate audit_pruned", "delete from audit_pruned", "update audit_pruned set last_seq = 1" })
	void theOwnersTriggersRefuseToo(String command) {
		refused("owner", command, "");
		assertThat(count("audit_row")).isEqualTo(20);
		assertThat(count("audit_link")).isEqualTo(20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "('', 'x.y', 'x', 'done', '{}')", "('x', 'xy', 'x', 'done', '{}')",
			"('x', 'X.y', 'x', 'done', '{}')", "('x', 'x.y', '', 'done', '{}')", "('x', 'x.y', 'x', 'perhaps', '{}')",
			"('x', 'x.y', 'x', 'done', '[]')", "('x', 'x.y', 'x', 'done', E'{\\n}')",
			"(repeat('x', 201), 'x.y', 'x', 'done', '{}')" })
	void malformedRowsAreRefused(String values) {
		refused("portal", "insert into audit_row (actor, action, subject, outcome, details) values " + values,
				"violates check constraint");
	}

	@Test
	void noKindIsMadeUpFromOutside() {
		this.record.publish(new Audited("x", "route.refused", "/a:b", Outcome.REFUSED, Map.of()));
		this.record.publish(new Audited("x", "route.refused", "route:/a:b", Outcome.REFUSED, Map.of()));
		assertThat(this.record.jdbc()
			.sql("select kind from audit_row where action = 'route.refused' order by id")
			.query(String.class)
			.list()).containsExactly("", "route");
		this.record.tamper(
				"delete from audit_link where row_id in (select id from audit_row where action = 'route.refused')",
				"delete from audit_row where action = 'route.refused'");
	}

	private java.util.List<@org.jspecify.annotations.Nullable String> columns(String table) {
		return this.record.jdbc()
			.sql("select column_name from information_schema.columns where table_name = ? and is_generated = 'NEVER' and identity_generation is null")
			.param(table)
			.query(String.class)
			.list();
	}

	private long count(String table) {
		return this.record.jdbc().sql("select count(*) from " + table).query(Long.class).single();
	}

	private void refused(String role, String command, String why) {
		assertThatExceptionOfType(SQLException.class).as(command).isThrownBy(() -> {
			try (Connection connection = DriverManager.getConnection(this.record.database.url(), "groundwork_" + role,
					"groundwork_" + role); Statement statement = connection.createStatement()) {
				connection.setAutoCommit(false);
				statement.execute(command);
			}
		}).withMessageContaining(why);
	}

}

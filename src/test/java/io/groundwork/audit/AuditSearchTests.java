package io.groundwork.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.groundwork.Proof;
import io.groundwork.bench.AuditFill;
import io.groundwork.sandbox.Postgres;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("proof")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditSearchTests {

	private final int rows = Proof.size("audit.search", 30_000, 1_000_000);

	private static final int LIMIT = 51;

	private final Record record = Record.large();

	private final List<AuditEntry> all = new ArrayList<>();

	@BeforeAll
	void fill() throws SQLException {
		AuditFill.rows(this.record.database, this.rows, this.record.key);
		this.all.addAll(this.record.jdbc()
			.sql("select %s from audit_row r left join audit_link l on l.row_id = r.id order by r.at desc, r.id desc limit 30000"
				.formatted(AuditEntry.COLUMNS))
			.query((row, number) -> AuditEntry.read(row, number))
			.list());
	}

	@AfterAll
	void close() {
		this.record.close();
	}

	static Stream<AuditQuery> filtersAndTheirPairs() {
		String[][] values = { { "engineer-3", "Engineer-70*", "nobody" }, { "token:", "token:17", "person:4*", "tok*" },
				{ "token.created", "token.", "run.removed" }, { "done", "refused" }, { "2020-01-01" },
				{ "2099-01-01" } };
		List<@Nullable String[]> queries = new ArrayList<>();
		for (int one = 0; one < 6; one++) {
			for (String value : values[one]) {
				@Nullable String[] query = new @Nullable String[6];
				query[one] = value;
				queries.add(query);
				for (int two = one + 1; two < 6; two++) {
					for (String second : values[two]) {
						@Nullable String[] pair = query.clone();
						pair[two] = second;
						queries.add(pair);
					}
				}
			}
		}
		queries.add(new @Nullable String[6]);
		queries.add(new String[] { "engineer-3", "token:", "token.", "done", "2020-01-01", "2099-01-01" });
		return queries.stream()
			.map((query) -> new AuditQuery(query[0], query[1], query[2], query[3], query[4], query[5]));
	}

	@ParameterizedTest
	@MethodSource("filtersAndTheirPairs")
	void everySearchWalksAnIndexAndStopsEarly(AuditQuery query) throws SQLException {
		AuditSearch.Statement statement = this.record.get(AuditSearch.class)
			.statement(AuditFilter.of(query), null, LIMIT);
		JsonNode plan = explain(statement);
		int lanes = Math.max(1, statement.path().values().size());
		for (JsonNode node : nodes(plan)) {
			String type = node.path("Node Type").asString();
			double rows = node.path("Actual Rows").asDouble() * node.path("Actual Loops").asDouble();
			assertThat(type).as("%s", query).isNotEqualTo("Seq Scan");
			assertThat(rows).as("rows out of %s for %s", type, query).isLessThanOrEqualTo((double) LIMIT * lanes);
			assertThat(node.path("Rows Removed by Filter").asDouble() * node.path("Actual Loops").asDouble())
				.as("rows looked at in vain by %s for %s", type, query)
				.isLessThanOrEqualTo(Math.max(2_000, this.rows / 100.0));
		}
	}

	/**
	 * What plans do not show: how far PostgreSQL walks inside an index to answer, looking
	 * up the lanes included.
	 */
	@ParameterizedTest
	@MethodSource("filtersAndTheirPairs")
	void everySearchTouchesFewBlocksOfTheIndexes(AuditQuery query) throws SQLException {
		AuditFilter filter = AuditFilter.of(query);
		int lanes = this.record.get(AuditSearch.class).statement(filter, null, LIMIT).path().values().size();
		try (Connection connection = Postgres.shared().superuser(this.record.database)) {
			SingleConnectionDataSource dataSource = new SingleConnectionDataSource(connection, true);
			Long blocks = new TransactionTemplate(new JdbcTransactionManager(dataSource)).execute((status) -> {
				new AuditSearch(dataSource).page(filter, null, LIMIT);
				return new JdbcTemplate(dataSource).queryForObject("""
						select sum(pg_stat_get_xact_blocks_fetched(indexrelid)) from pg_index
						where indrelid = 'audit_row'::regclass
						""", Long.class);
			});
			assertThat(blocks).as("blocks for %d lanes of %s", lanes, query)
				.isLessThanOrEqualTo(1_000 + 12L * lanes + this.rows / 5_000);
		}
	}

	@ParameterizedTest
	@MethodSource("filtersAndTheirPairs")
	void everySearchFindsWhatReadingEverythingFinds(AuditQuery query) {
		AuditFilter filter = AuditFilter.of(query);
		List<Long> expected = this.all.stream()
			.filter((entry) -> matches(filter, entry))
			.limit(120)
			.map(AuditEntry::id)
			.toList();
		List<Long> found = new ArrayList<>();
		Cursor after = null;
		do {
			Page<AuditEntry> page = this.record.get(AuditSearch.class).page(filter, after, 40);
			page.items().forEach((entry) -> found.add(entry.id()));
			after = Cursor.of(page.next());
		}
		while (after != null && found.size() < 120);
		// Further back than what was read here, a search of all finds more.
		assertThat(found.subList(0, Math.min(expected.size(), found.size()))).isEqualTo(expected);
		if (this.rows <= 30_000) {
			assertThat(found).isEqualTo(expected);
		}
	}

	@Test
	void whatHappenedToSomeThingsIsReadFromAnIndex() throws SQLException {
		List<String> subjects = List.of("token:17", "person:4", "request:4711");
		Object[] parameters = AuditTrail.parameters(subjects, new Cursor(Instant.EPOCH, 0), LIMIT);
		JsonNode plan;
		try (Connection connection = Postgres.shared().superuser(this.record.database)) {
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			connection.setAutoCommit(false);
			jdbc.execute(AuditSearch.AS_WRITTEN);
			plan = JsonMapper.shared()
				.readTree(Objects.requireNonNull(jdbc
					.queryForObject("explain (analyze, format json) " + AuditTrail.OLDEST, String.class, parameters)));
		}
		assertThat(nodes(plan)).isNotEmpty();
		for (JsonNode node : nodes(plan)) {
			assertThat(node.path("Node Type").asString()).isNotEqualTo("Seq Scan");
			assertThat(node.path("Actual Rows").asDouble() * node.path("Actual Loops").asDouble())
				.isLessThanOrEqualTo((double) LIMIT * subjects.size() * Outcome.values().length);
			assertThat(node.path("Rows Removed by Filter").asDouble()).isZero();
		}
	}

	@Test
	void aTrailHasEveryRowAboutItsThingsTheOldestFirst() throws Exception {
		List<String> subjects = List.of("token:17", "person:4");
		java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
		AuditTrail.Extent extent = this.record.get(AuditTrail.class).write(subjects, out);
		List<Long> expected = this.record.jdbc()
			.sql("select l.seq from audit_row r join audit_link l on l.row_id = r.id where r.subject in ('token:17', 'person:4') order by r.at, r.id")
			.query((row, number) -> row.getLong("seq"))
			.list();
		assertThat(extent.rows()).isEqualTo(expected.size()).isPositive();
		assertThat(out.toString(java.nio.charset.StandardCharsets.UTF_8).lines())
			.extracting((line) -> JsonMapper.shared().readTree(line).path("seq").asLong())
			.isEqualTo(expected);
	}

	@Test
	void aTimeRangeIncludesItsBeginningAndNotItsEnd() {
		AuditEntry older = this.all.get(200);
		AuditEntry newer = this.all.get(100);
		Page<AuditEntry> page = this.record.get(AuditSearch.class)
			.page(AuditFilter.of(new AuditQuery(null, null, null, null, older.at().toString(), newer.at().toString())),
					null, 200);
		assertThat(page.items()).extracting(AuditEntry::id)
			.isEqualTo(this.all.subList(101, 201).stream().map(AuditEntry::id).toList());
	}

	@Test
	void rowsAreThereBeforeTheyAreChained() {
		this.record.get(SealerThread.class).stop();
		this.record.publish("somebody-new", "token.created", "token:1");
		List<AuditEntry> items = this.record.get(AuditSearch.class)
			.page(AuditFilter.of(new AuditQuery("Somebody-NEW", null, null, null, null, null)), null, 10)
			.items();
		assertThat(items).singleElement().satisfies((entry) -> assertThat(entry.seq()).isNull());
		this.record.get(SealerThread.class).start();
		this.record.sealed();
		this.record.tamper(
				"delete from audit_link where row_id in (select id from audit_row where actor = 'somebody-new')",
				"delete from audit_row where actor = 'somebody-new'");
	}

	@ParameterizedTest
	@CsvSource({ "from,yesterday", "from,2026-13-01", "to,2026-11-21T25:00", "from,99999-01-01", "outcome,perhaps",
			"person,a\u0000b", "subject,a\u0007b", "from,2026-11-21 or 1=1" })
	void whatCannotBeSearchedForNamesItsField(String field, String value) {
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> AuditFilter.of(query(field, value)))
			.satisfies((ex) -> {
				assertThat(ex.field()).isEqualTo(field);
				assertThat(ex.remedy()).startsWith(field + " ").endsWith(".");
			});
	}

	@Test
	void aRangeThatEndsBeforeItBeginsIsRefused() {
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> AuditFilter.of(new AuditQuery(null, null, null, null, "2026-11-21", "2026-11-20")))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("from"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "AAAA", "'; drop table audit_row; --", "f_________8AAAAAAAAAAQ" })
	void aForgedCursorIsRefused(String cursor) {
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> Cursor.of(cursor));
	}

	@Test
	void noFilterCanSpeakSql() {
		String[] bits = { "'", "\"", ";", "--", "/*", "*/", "\\", "%", "_", "$1", "?", "::", ")", "(", "or 1=1",
				"union select", "pg_sleep(9)", "drop table audit_row", "E'\\\\x00'", "*", ":", ".", "{", "}", "\u00e4",
				"\ud83d\ude00", "engineer" };
		Random random = Proof.random("audit.injection");
		int size = Proof.size("audit.injection", 300, 20_000);
		long before = count();
		AuditSearch search = this.record.get(AuditSearch.class);
		for (int i = 0; i < size; i++) {
			@Nullable String[] typed = new @Nullable String[6];
			for (int field = 0; field < 6; field++) {
				if (random.nextInt(3) == 0) {
					typed[field] = IntStream.rangeClosed(0, random.nextInt(6))
						.mapToObj((bit) -> bits[random.nextInt(bits.length)])
						.reduce("", String::concat);
				}
			}
			AuditFilter filter;
			try {
				filter = AuditFilter.of(new AuditQuery(typed[0], typed[1], typed[2], typed[3], typed[4], typed[5]));
			}
			catch (InvalidInputException ex) {
				continue;
			}
			assertThat(search.page(filter, null, 10).items()).as("%s", Arrays.asList(typed))
				.allSatisfy((entry) -> assertThat(matches(filter, entry)).isTrue());
		}
		assertThat(count()).isEqualTo(before);
	}

	private static AuditQuery query(String field, String value) {
		List<String> fields = List.of("person", "subject", "action", "outcome", "from", "to");
		@Nullable String[] typed = new @Nullable String[6];
		typed[fields.indexOf(field)] = value;
		return new AuditQuery(typed[0], typed[1], typed[2], typed[3], typed[4], typed[5]);
	}

	private long count() {
		return this.record.jdbc().sql("select count(*) from audit_row").query(Long.class).single();
	}

	private static boolean matches(AuditFilter filter, AuditEntry entry) {
		AuditFilter.Match person = filter.person();
		AuditFilter.Match subject = filter.subject();
		AuditFilter.Match action = filter.action();
		Outcome outcome = filter.outcome();
		Instant from = filter.from();
		Instant to = filter.to();
		return (person == null
				|| new AuditFilter.Match(person.text().toLowerCase(java.util.Locale.ROOT), person.beginning())
					.matches(entry.actor()))
				&& (subject == null || subject.matches(entry.subject()))
				&& (action == null || action.matches(entry.action()))
				&& (outcome == null || outcome.word().equals(entry.outcome()))
				&& (from == null || !entry.at().isBefore(from)) && (to == null || entry.at().isBefore(to));
	}

	private JsonNode explain(AuditSearch.Statement statement) throws SQLException {
		try (Connection connection = Postgres.shared().superuser(this.record.database);
				java.sql.Statement settings = connection.createStatement();
				PreparedStatement explain = statement.prepare(connection,
						"explain (analyze, format json) " + statement.sql());) {
			connection.setAutoCommit(false);
			settings.execute(AuditSearch.AS_WRITTEN);
			ResultSet rows = explain.executeQuery();
			rows.next();
			return JsonMapper.builder().build().readTree(Objects.requireNonNull(rows.getString(1)));
		}
	}

	private static List<JsonNode> nodes(JsonNode tree) {
		List<JsonNode> nodes = new ArrayList<>(tree.findParents("Node Type"));
		return nodes;
	}

}

package io.groundwork.pages;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.runs.RunRows;
import io.groundwork.sandbox.Postgres;
import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happened in an environment, from the rows that drive the work.
 */
class TimelineTests {

	private final Portal portal = Portal.shared();

	private final JdbcClient jdbc = this.portal.bean(JdbcClient.class);

	private final RequestFixtures fixtures = new RequestFixtures(this.portal);

	private final RunRows runs = new RunRows(this.portal);

	private final long asker = person();

	private long person() {
		this.portal.signedIn("engineer-1");
		return this.fixtures.person("engineer-1");
	}

	@Test
	void itJoinsRequestsRunsThatNobodyRequestedAndRevisions() {
		long request = this.fixtures.done("payments", this.asker);
		Environment environment = environment(request);
		long drift = this.runs.add(environment, "drift", "done", "groundwork", "", "1 difference");
		long failed = this.runs.add(environment, "verify", "failed", "sre-1", "", "The API server does not answer");
		this.runs.steps(failed, "prepare done", "verify failed The API server does not answer");

		JsonNode items = timeline("engineer-1", environment, "").path("items");
		assertThat(items).extracting((item) -> item.path("kind").asString())
			.containsOnlyOnce("request.asked", "request.checked", "request.planned", "request.approved",
					"request.agreed", "request.queued", "request.applying", "request.done", "revision.made",
					"run.drift", "run.verify")
			.doesNotContain("run.apply");
		// Those of the request are told by its events.
		assertThat(items.valueStream().filter((item) -> item.path("kind").asString().equals("run.plan")))
			.extracting((item) -> item.path("run").asLong())
			.doesNotContain(of(items, "request.planned").path("run").asLong());
		assertThat(items).extracting((item) -> Instant.parse(item.path("at").asString()))
			.isSortedAccordingTo((one, other) -> other.compareTo(one));
		assertThat(of(items, "run.drift").path("text").asString()).isEqualTo("Drift check, done: 1 difference");
		assertThat(of(items, "run.drift").path("run").asLong()).isEqualTo(drift);
		assertThat(of(items, "revision.made").path("revision").asInt()).isEqualTo(1);
		assertThat(of(items, "request.approved").path("request").asLong()).isEqualTo(request);
		assertThat(of(items, "request.agreed").path("text").asString()).isEqualTo("Agreed to: 1 of 1: engineer-2");

		String page = this.portal.signedIn("engineer-1")
			.get("/environments/%s/timeline".formatted(environment.name()))
			.body();
		assertThat(page).contains("Step verify failed after", "The API server does not answer", "Ready: revision 1",
				"data-refresh=\"/environments/" + environment.name());
		assertThat(page.indexOf("The API server does not answer")).isEqualTo(page.lastIndexOf("The API server"));
	}

	@Test
	void pagesGoOnWithoutAGapAndWithoutAnythingTwice() {
		long request = this.fixtures.done("payments", this.asker);
		Environment environment = environment(request);
		for (int i = 0; i < 7; i++) {
			this.runs.add(environment, "drift", "done");
		}
		// All at the same time, which is where pages go wrong.
		this.jdbc.sql(
				"update run set ended_at = (select max(at) from request_event where request = ?) where kind = 'drift' and environment_id = ?")
			.params(request, environment.id())
			.update();
		JsonNode whole = timeline("platform-1", environment, "?limit=200");
		assertThat(whole.path("next").isNull()).isTrue();
		for (int size : List.of(1, 2, 3, 5)) {
			List<String> pieces = new ArrayList<>();
			String after = "";
			do {
				JsonNode page = timeline("platform-1", environment, "?limit=" + size + after);
				page.path("items").forEach((item) -> pieces.add(item.toString()));
				after = page.path("next").isNull() ? "" : "&after=" + page.path("next").asString();
			}
			while (!after.isEmpty());
			assertThat(pieces).isEqualTo(whole.path("items").valueStream().map(JsonNode::toString).toList());
			assertThat(new HashSet<>(pieces)).hasSameSizeAs(pieces);
		}
	}

	@Test
	void whatAnotherTeamOnceWantedByThatNameIsNotTold() {
		long request = this.fixtures.of("search", this.asker, "failed");
		Environment environment = environment(request);
		String name = "dev-" + Long.toString(System.nanoTime(), 36);
		this.jdbc
			.sql("""
					insert into request (kind, environment, environment_kind, team, reason, asked_by, asker, asked_at, status,
						changed_at, ended_at) values ('create', ?, 'development', 'payments', 'in vain', ?, 'engineer-1', now(),
						'withdrawn', now(), now())""")
			.params(environment.name(), this.asker)
			.update();
		this.jdbc.sql("""
				insert into request_event (request, seq, at, by, what, text)
				select max(number), 1, now(), 'engineer-1', 'asked', 'in vain' from request where environment = ?""")
			.param(environment.name())
			.update();
		assertThat(timeline("engineer-3", environment, "").toString()).contains("Headroom").doesNotContain("in vain");
		assertThat(answer("engineer-1", environment.name(), "").statusCode()).isEqualTo(404);
		assertThat(answer("engineer-1", name, "").statusCode()).isEqualTo(404);
	}

	@Test
	void aCursorOfOnesOwnIsRefused() {
		Environment environment = environment(this.fixtures.of("payments", this.asker, "failed"));
		for (String after : List.of("x", "AAAA", "_".repeat(28), "A".repeat(28) + "!")) {
			HttpResponse<String> answer = answer("engineer-1", environment.name(), "?after=" + after);
			assertThat(answer.statusCode()).as(after).isEqualTo(400);
			assertThat(JsonMapper.shared().readTree(answer.body()).path("field").asString()).isEqualTo("after");
		}
	}

	/**
	 * Each of the three is read from its index, wherever one is in the history, and no
	 * further than the page.
	 */
	@Test
	void aPageCostsTheSameWhereverItIs() throws Exception {
		long request = this.fixtures.done("payments", this.asker);
		Environment environment = environment(request);
		history(request, environment, 4_000);
		Timeline timeline = this.portal.bean(Timeline.class);
		// All of them, so that the oldest page is known.
		String after = null;
		List<String> cursors = new ArrayList<>();
		int items = 0;
		do {
			Page<Timeline.Item> page = timeline.page(environment, after, 200);
			items += page.items().size();
			after = page.next();
			if (after != null) {
				cursors.add(after);
			}
		}
		while (after != null);
		assertThat(items).isGreaterThan(12_000);
		for (String cursor : Arrays.asList(null, cursors.get(cursors.size() / 2), cursors.getLast())) {
			assertThat(rows(environment, cursor)).as("from %s", cursor)
				.allSatisfy((of, rows) -> assertThat(rows).as(of).isLessThan(500));
		}
	}

	/**
	 * So many of each, one a minute: events of a request with runs of its own, drift
	 * checks, revisions.
	 */
	private void history(long request, Environment environment, int each) throws Exception {
		try (Connection connection = Postgres.shared().superuser(this.portal.database());
				Statement statement = connection.createStatement()) {
			statement.execute(
					"""
							insert into run (environment_id, environment_kind, share, kind, status, asked_by, by_person,
								configuration, rank, queued_at, started_at, ended_at, outcome)
							select %1$d, 'development', r.share, 'verify', 'done', 'groundwork', false, r.configuration, 1, at, at,
								at + interval '10 seconds', 'n' || n
							from generate_series(1, 2 * %2$d) n,
								lateral (select timestamptz '2020-01-01' + n * interval '1 minute' as at) time,
								(select share, configuration from run where environment_id = %1$d limit 1) r;
							insert into request_event (request, seq, at, by, what, text, run)
							select %3$d, 1000 + row_number() over (order by number), ended_at, 'groundwork', 'planned', '', number
							from run where environment_id = %1$d and kind = 'verify' and number %% 2 = 0;
							insert into environment_revision (environment_id, number, spec_number, run, template, bundle, lineage,
								serial, made_at)
							select %1$d, 10 + row_number() over (order by number), 1, number, '1-abc', repeat('a', 64), 'l', 1, ended_at
							from run where environment_id = %1$d and kind = 'verify' and number %% 2 = 0;
							analyze run; analyze request_event; analyze environment_revision
							"""
						.formatted(environment.id(), each, request));
		}
	}

	/**
	 * How many rows and entries are looked at for a page, in each table and index.
	 */
	private Map<String, Long> rows(Environment environment, @Nullable String after) {
		TransactionTemplate transaction = new TransactionTemplate(this.portal.bean(PlatformTransactionManager.class));
		return Objects.requireNonNull(transaction.execute((status) -> {
			// What the connection did before may not have been counted in yet.
			Map<String, Long> before = rows();
			this.portal.bean(Timeline.class).page(environment, after, 50);
			Map<String, Long> rows = rows();
			rows.replaceAll((of, count) -> count - before.getOrDefault(of, 0L));
			return rows;
		}));
	}

	private Map<String, Long> rows() {
		return this.jdbc
			.sql("""
					select relname, pg_stat_get_xact_tuples_returned(oid) as rows from pg_class
					where relname in ('run', 'request_event', 'environment_revision') or oid in (select indexrelid from pg_index
						where indrelid in ('run'::regclass, 'request_event'::regclass, 'environment_revision'::regclass))""")
			.query((row, number) -> Map.entry(row.getString("relname"), row.getLong("rows")))
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private Environment environment(long request) {
		return this.portal.bean(Environments.class).named(this.fixtures.environment(request)).orElseThrow();
	}

	private static JsonNode of(JsonNode items, String kind) {
		return items.valueStream()
			.filter((item) -> item.path("kind").asString().equals(kind))
			.findFirst()
			.orElseThrow();
	}

	private JsonNode timeline(String who, Environment environment, String query) {
		HttpResponse<String> answer = answer(who, environment.name(), query);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.body());
	}

	private HttpResponse<String> answer(String who, String environment, String query) {
		return this.portal.guest()
			.call("GET", "/api/v1/environments/%s/timeline%s".formatted(environment, query),
					this.portal.issuer().accessToken(who), "");
	}

}

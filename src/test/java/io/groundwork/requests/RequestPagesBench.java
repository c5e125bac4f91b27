package io.groundwork.requests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.bench.AuditFill;
import io.groundwork.bench.Figure;
import io.groundwork.sandbox.PortalProcess;
import io.groundwork.bench.Readers;
import io.groundwork.bench.StartBench;
import io.groundwork.runs.RunFill;
import io.groundwork.sandbox.Issuer;
import io.groundwork.sandbox.Postgres;
import io.groundwork.sandbox.Surroundings;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * How long the pages about requests take with many behind them, and how much of that is
 * due to their number: the same with hardly any, in turn.
 */
public final class RequestPagesBench {

	private static final int REQUESTS = 100_000;

	private static final int ENVIRONMENTS = 2_000;

	private static final int ROWS = 1_000_000;

	private static final int AWAITING = 40;

	private static final Duration WARM_UP = Duration.ofSeconds(60);

	private static final Duration TURN = Duration.ofSeconds(8);

	private static final int TURNS = 3;

	private static final double P99_BAR = 60;

	private static final double GROWTH_BAR = 1.5;

	private static final List<String> PEOPLE = List.of("platform-1", "reviewer-1", "engineer-1");

	private static final Map<String, String> PAGES = pages();

	private RequestPagesBench() {
	}

	private static Map<String, String> pages() {
		Map<String, String> pages = new LinkedHashMap<>();
		pages.put("home", "/");
		pages.put("inbox", "/inbox");
		pages.put("list", "/requests");
		// The fourth is of the team payments, as every fifth environment is.
		pages.put("detail", "/requests/4");
		pages.put("environments", "/environments");
		return pages;
	}

	public static List<Figure> run() throws Exception {
		Path folder = Files.createTempDirectory(Path.of("target"), "request-pages-bench-");
		List<Figure> figures = new ArrayList<>();
		try (Issuer issuer = Issuer.start();
				PortalProcess large = portal(REQUESTS, ENVIRONMENTS, ROWS, issuer, folder);
				PortalProcess small = portal(AWAITING, AWAITING, 1_000, issuer, folder)) {
			for (PortalProcess portal : List.of(small, large)) {
				try (Readers readers = Readers.of(portal, issuer, PEOPLE, List.copyOf(PAGES.values()))) {
					readers.read(WARM_UP);
				}
			}
			double worst = 0;
			for (Map.Entry<String, String> page : PAGES.entrySet()) {
				List<Double> many = new ArrayList<>();
				List<Double> few = new ArrayList<>();
				try (Readers largeReaders = Readers.of(large, issuer, PEOPLE, List.of(page.getValue()));
						Readers smallReaders = Readers.of(small, issuer, PEOPLE, List.of(page.getValue()))) {
					for (int turn = 0; turn < TURNS; turn++) {
						many.addAll(largeReaders.read(TURN));
						few.addAll(smallReaders.read(TURN));
					}
				}
				double p99 = Readers.percentile(many, 99);
				double growth = Readers.percentile(many, 50) / Readers.percentile(few, 50);
				worst = Math.max(worst, growth);
				figures.add(new Figure("requests.page.%s.p99".formatted(page.getKey()), p99, "ms", P99_BAR,
						p99 <= P99_BAR,
						"%,d requests, %,d environments, %,d audit rows, %,d pages over HTTP, %d readers, 100 ms between their requests; median %.1f ms, with hardly any behind it %.1f ms"
							.formatted(REQUESTS, ENVIRONMENTS, ROWS, many.size(), Readers.COUNT,
									Readers.percentile(many, 50), Readers.percentile(few, 50))));
			}
			figures.add(rate(large, issuer));
			figures.add(people(large, issuer));
			figures.add(new Figure("requests.page.growth", worst, "ratio", GROWTH_BAR, worst <= GROWTH_BAR,
					"the worst median of these pages to its median with %d requests, in turn".formatted(AWAITING)));
			return figures;
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	/**
	 * As many lists as the portal makes when nobody pauses.
	 */
	private static Figure rate(PortalProcess portal, Issuer issuer) throws Exception {
		try (Readers readers = Readers.of(portal, issuer, PEOPLE, List.of("/requests", "/api/v1/requests"), 4,
				Duration.ZERO)) {
			Duration before = portal.cpu();
			long begin = System.nanoTime();
			List<Double> times = readers.read(Duration.ofSeconds(20));
			double seconds = (System.nanoTime() - begin) / 1e9;
			double cpu = portal.cpu().minus(before).toNanos() / 1e9;
			return new Figure("requests.list.rate", times.size() / seconds, "pages a second", null, true,
					"%,d lists as pages and by the API, 4 readers without a pause; the portal had %.0f %% of one core, %.1f ms each"
						.formatted(times.size(), 100 * cpu / seconds, 1_000 * cpu / times.size()));
		}
	}

	private static Figure people(PortalProcess portal, Issuer issuer) throws Exception {
		try (Readers readers = Readers.of(portal, issuer, PEOPLE, List.copyOf(PAGES.values()), 200,
				Duration.ofSeconds(3))) {
			Duration before = portal.cpu();
			Readers.Seen seen = readers.see(Duration.ofSeconds(60));
			double cpu = portal.cpu().minus(before).toNanos() / 1e9;
			return new Figure("requests.people", seen.errors().size(), "errors", 0.0, seen.errors().isEmpty(),
					"200 people for 60 s, each with a session and 3 s between clicks: %,d pages, median %.0f ms, 99th %.0f ms; the portal had %.0f %% of one core%s"
						.formatted(seen.times().size(), Readers.percentile(seen.times(), 50),
								Readers.percentile(seen.times(), 99), 100 * cpu / 60,
								seen.errors().isEmpty() ? "" : "; first error: " + seen.errors().getFirst()));
		}
	}

	private static PortalProcess portal(int requests, int environments, int rows, Issuer issuer, Path folder)
			throws Exception {
		Surroundings around = new Surroundings(Postgres.shared().fresh(), issuer,
				folder.resolve(Integer.toString(requests)));
		// Makes the tables.
		PortalProcess.start(StartBench.SCRIPT, List.of(), around).close();
		try (Connection superuser = Postgres.shared().superuser(around.database())) {
			fill(JdbcClient.create(new SingleConnectionDataSource(superuser, true)), requests, environments);
		}
		AuditFill.rows(around.database(), rows, around.signingKey());
		return PortalProcess.start(StartBench.SCRIPT, List.of(), around);
	}

	/**
	 * Requests over all environments, of which the first still wait for votes.
	 */
	static void fill(JdbcClient jdbc, int requests, int environments) {
		RunFill.environments(jdbc, environments);
		jdbc.sql(
				"""
						insert into person (issuer, subject, name, display_name, groups, groups_confirmed_at, first_seen_at)
						select 'http://bench.example', 'asker-' || n, 'asker-' || n, 'Asker', '{groundwork-engineers}', now(), now()
						from generate_series(1, 200) n""")
			.update();
		jdbc.sql("""
				insert into run (environment_id, environment_kind, share, kind, status, asked_by, by_person, reason,
					configuration, rank, queued_at, started_at, ended_at, outcome, changes)
				select e.id, e.kind, int8range(e.id << 32, (e.id + 1) << 32), 'plan', 'done', 'bench', true, '',
					repeat('0', 64), 10, now(), now(), now(), '1 to add, 0 to change, 0 to destroy', true
				from environment e order by e.id""").update();
		jdbc.sql(
				"""
						insert into run_plan (run, digest, file, file_digest, destroys, lineage, serial, added, changed, destroyed,
							blast, changes, planned_at)
						select number, repeat('0', 64), 'runs/nothing', repeat('0', 64), false, '', 0, 1, 0, 0, 'No data is touched.',
							'{"changes":{"add":1,"change":0,"destroy":0,"replace":0,"move":0,"imported":0,"forget":0,"changes":[],"drift":[],"outputs":[]},"blastRadius":{"sentence":"No data is touched.","severity":"none","findings":[]},"kubernetes":null,"judgement":null}',
							now() from run""")
			.update();
		jdbc.sql(
				"""
						insert into request (kind, environment, environment_id, environment_kind, team, spec, reason, asked_by,
							asker, asked_at, status, changed_at, ended_at, plan_run, plan_digest, plan_expires_at, note)
						select 'change', e.name, e.id, e.kind, e.team, cast(? as jsonb), 'headroom', p.id, p.name,
							now() - interval '1 minute' * (? - n), case when n <= ? then 'awaiting-approval' else 'done' end, now(),
							case when n > ? then now() end, r.number, repeat('0', 64), now() + interval '1 day',
							case when n > ? then 'Applied: 1 added' else '' end
						from generate_series(1, ?) n
						join environment e on e.id = (select min(id) from environment) + n % ?
						join run r on r.environment_id = e.id
						join person p on p.name = 'asker-' || (1 + n % 200) order by n""")
			.params(RequestFixtures.spec(io.groundwork.environments.EnvironmentKind.DEVELOPMENT), requests, AWAITING,
					AWAITING, AWAITING, requests, environments)
			.update();
		jdbc.sql("""
				insert into request_event (request, seq, at, by, what, text)
				select number, n, now(), asker, (array['asked', 'checked', 'planned', 'done'])[n], 'headroom'
				from request, generate_series(1, 4) n""").update();
		jdbc.sql("""
				insert into approval_round (subject_kind, subject_number, digest, asker_id, team, rules, opened_at)
				select 'request', number, plan_digest, asked_by, team, 1, now() from request
				where status = 'awaiting-approval' or number % 10 = 0""").update();
		jdbc.sql("""
				insert into approval_need (round, position, policy, voters, count, adds, why)
				select number, 0, 'shared-one', 'anybody', 1, false, 'It needs one person.' from approval_round""")
			.update();
		for (String table : List.of("environment", "run", "run_plan", "request", "request_event", "approval_round",
				"approval_need", "person")) {
			jdbc.sql("analyze " + table).update();
		}
	}

}

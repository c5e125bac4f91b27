package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import io.groundwork.bench.Figure;
import io.groundwork.bench.Readers;
import io.groundwork.bench.StartBench;
import io.groundwork.sandbox.Issuer;
import io.groundwork.sandbox.PortalProcess;
import io.groundwork.sandbox.Postgres;
import io.groundwork.sandbox.Surroundings;
import io.groundwork.web.Cursor;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * How long lists of runs take when there are many: the page and the API, the newest and
 * old ones, for those who see all and for those who see their team's.
 */
public final class RunListBench {

	private static final int RUNS = 100_000;

	private static final int ENVIRONMENTS = 500;

	/** By then the portal's code is compiled, as it is in one that runs for a day. */
	private static final Duration WARM_UP = Duration.ofSeconds(90);

	private static final Duration TIME = Duration.ofSeconds(60);

	private static final double P99_BAR = 50;

	private static final List<String> PAGES = List.of("/runs", "/api/v1/runs", "/runs?kind=plan&status=failed",
			"/api/v1/runs?status=queued", "/runs?environment=bench-5", "/api/v1/runs?kind=drift",
			"/runs?after=" + Cursor.of(RUNS / 2), "/api/v1/environments/bench-5/runs", "/runs?status=cancelled",
			"/api/v1/runs?after=" + Cursor.of(RUNS / 10), "/runs?environment=bench-5&kind=apply",
			"/api/v1/runs?kind=destroy&status=failed");

	private RunListBench() {
	}

	public static List<Figure> run() throws Exception {
		Path folder = Files.createTempDirectory(Path.of("target"), "run-list-bench-");
		try (Issuer issuer = Issuer.start()) {
			Surroundings around = new Surroundings(Postgres.shared().fresh(), issuer, folder);
			// Makes the tables.
			PortalProcess.start(StartBench.SCRIPT, List.of(), around).close();
			fill(around.database());
			try (PortalProcess portal = PortalProcess.start(StartBench.SCRIPT, List.of(), around);
					Readers readers = Readers.of(portal, issuer, List.of("platform-1", "engineer-1"), PAGES)) {
				readers.read(WARM_UP);
				Duration before = portal.cpu();
				List<Double> times = readers.read(TIME);
				double cpu = portal.cpu().minus(before).toMillis() / (double) times.size();
				double p99 = Readers.percentile(times, 99);
				return List.of(new Figure("runs.list.p99", p99, "ms", P99_BAR, p99 <= P99_BAR,
						"%,d runs over %d environments, %,d lists (%d kinds of pages and calls) over HTTP, %d readers, 100 ms between their requests; median %.1f ms, CPU of the portal %.1f ms each"
							.formatted(RUNS, ENVIRONMENTS, times.size(), PAGES.size(), Readers.COUNT,
									Readers.percentile(times, 50), cpu)));
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static void fill(Postgres.Database database) throws SQLException {
		try (Connection superuser = Postgres.shared().superuser(database)) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(superuser, true));
			RunFill.environments(jdbc, ENVIRONMENTS);
			RunFill.finished(jdbc, RUNS);
			// They wait for as long as it is measured.
			jdbc.sql("update run_queue set paused_at = now(), paused_by = 'bench', pause_reason = 'is measured'")
				.update();
			RunFill.queued(jdbc, 1);
		}
	}

}

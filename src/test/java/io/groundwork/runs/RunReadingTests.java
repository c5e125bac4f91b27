package io.groundwork.runs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.sandbox.Postgres;
import io.groundwork.web.Cursor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What pages and the API read of runs does not grow with how many there ever were.
 */
@Tag("proof")
class RunReadingTests {

	private static final SignedIn PLATFORM = somebody(Role.PLATFORM, "platform");

	private static final SignedIn ENGINEER = somebody(Role.ENGINEER, "payments");

	/** A fifth of all runs are in this one, and none of them changed anything. */
	private static final String CROWDED = "bench-5";

	private static int finished;

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@BeforeAll
	static void fill() throws SQLException {
		finished = Proof.size("runs.reading", 50_000, 1_000_000);
		portal = Portal.start(Map.of("groundwork.roles", "web"));
		Runtime.getRuntime().addShutdownHook(new Thread(portal::close));
		try (Connection superuser = Postgres.shared().superuser(portal.database())) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(superuser, true));
			RunFill.environments(jdbc, 50);
			RunFill.finished(jdbc, finished);
			RunFill.queued(jdbc, 2);
		}
	}

	/**
	 * So many at most for a list: a team's environments are read one by one, 50 of them
	 * here, each by an index that is four levels deep among a million runs.
	 */
	private static final int FEW = 1_500;

	/**
	 * The fill has no plan that failed, no apply and none that was recovered: the worst
	 * for whoever would look for them in what is common.
	 */
	@ParameterizedTest
	@CsvSource({ ",,", "plan,,", ",failed,", "plan,failed,", "apply,,", ",recovered,", "drift,failed,", ",,bench-5",
			"verify,,bench-5", "apply,,bench-5", ",recovered,bench-5", "plan,failed,bench-5", ",queued,bench-5" })
	void everyListTouchesFewBlocks(@Nullable String kind, @Nullable String status, @Nullable String environment) {
		RunQuery query = new RunQuery(environment, kind, status);
		RunSearch search = portal.bean(RunSearch.class);
		for (SignedIn who : List.of(PLATFORM, ENGINEER)) {
			assertThat(blocks(() -> search.page(who, query, null, 50))).as("%s of %s", query, who).isLessThan(FEW);
			assertThat(blocks(() -> search.page(who, query, Cursor.of(finished / 2), 50)))
				.as("%s of %s from the middle", query, who)
				.isLessThan(FEW);
		}
	}

	@ParameterizedTest
	@CsvSource({ "plan,,", ",failed,", "plan,failed,", "drift,failed,bench-5", "verify,,bench-5", ",done,bench-5" })
	void everyListFindsWhatReadingEverythingFinds(@Nullable String kind, @Nullable String status,
			@Nullable String environment) {
		List<Long> expected = new ArrayList<>();
		portal.bean(JdbcClient.class)
			.sql("""
					select number from run r join environment e on e.id = environment_id where number < ?
					and (cast(? as text) is null or r.kind = ?) and (cast(? as text) is null or status = ?)
					and (cast(? as text) is null or name = ?) order by number desc limit 40""")
			.params(Arrays.asList(finished - 1_000L, kind, kind, status, status, environment, environment))
			.query((row, number) -> expected.add(row.getLong(1)))
			.list();
		assertThat(portal.bean(RunSearch.class)
			.page(PLATFORM, new RunQuery(environment, kind, status), Cursor.of(finished - 1_000L), 40)
			.items()
			.stream()
			.map(Run::number)).isEqualTo(expected);
	}

	@Test
	void aRunsPageTouchesFewBlocks() {
		Runs runs = portal.bean(Runs.class);
		long newest = runs.get(newest()).number();
		for (long number : LongStream.of(1, finished / 2, finished, newest).toArray()) {
			Run run = runs.get(number);
			assertThat(blocks(() -> List.of(runs.get(number), portal.bean(Steps.class).of(number),
					portal.bean(RunPlans.class).find(number), portal.bean(RunPlans.class).carriedOutBy(number),
					runs.forcible(run))))
				.as("run %d", number)
				.isLessThan(100);
			assertThat(blocks(() -> portal.bean(Waiting.class).of(run))).as("why run %d waits", number)
				.isLessThan(1_000);
		}
	}

	@Test
	void operationsTouchesFewBlocks() {
		assertThat(blocks(() -> portal.bean(QueueCare.class).queue())).as("the queue").isLessThan(500);
		assertThat(blocks(() -> portal.bean(Workers.class).alive())).as("workers").isLessThan(100);
		// Three days and a day of a run each minute are read for the charts, whatever was
		// before.
		assertThat(blocks(() -> portal.bean(Throughput.class).ended())).as("runs ended").isLessThan(3_000);
		assertThat(blocks(() -> portal.bean(Throughput.class).waited())).as("wait").isLessThan(3_000);
	}

	@Test
	void theLatestFilesAreFoundWhereManyChecksWereMade() {
		Long crowded = portal.bean(JdbcClient.class)
			.sql("select id from environment where name = ?")
			.param(CROWDED)
			.query(Long.class)
			.single();
		assertThat(blocks(() -> portal.bean(Runs.class).latest(crowded))).isLessThan(100);
	}

	private static long newest() {
		return portal.bean(JdbcClient.class).sql("select max(number) from run").query(Long.class).single();
	}

	/**
	 * How many blocks of runs and steps are touched, indexes included.
	 */
	private static long blocks(Supplier<?> read) {
		Long blocks = new TransactionTemplate(portal.bean(PlatformTransactionManager.class)).execute((status) -> {
			long before = touched();
			read.get();
			return touched() - before;
		});
		return (blocks != null) ? blocks : Long.MAX_VALUE;
	}

	private static long touched() {
		return portal.bean(JdbcClient.class)
			.sql("""
					select coalesce(sum(pg_stat_get_xact_blocks_fetched(oid)), 0) from (
						select oid from pg_class where relname in ('run', 'run_step', 'run_plan', 'run_lane', 'worker')
						union select indexrelid from pg_index
						where indrelid in ('run'::regclass, 'run_step'::regclass, 'run_plan'::regclass)) relations""")
			.query(Long.class)
			.single();
	}

	private static SignedIn somebody(Role role, String team) {
		return new SignedIn(1, team, team, Set.of(role), Set.of(team),
				new SignedIn.Credential(SignedIn.Kind.SESSION, null, Set.of(), null));
	}

}

package io.groundwork.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.groundwork.Proof;
import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every committed row has its place, once, whatever happens to writers and sealers.
 */
@Tag("proof")
class SealerTests {

	private final Record record = Record.open(Map.of("groundwork.audit.segment-rows", 100));

	@AfterEach
	void close() {
		this.record.close();
	}

	@Test
	void aRowIsWrittenWithItsTransactionOrNotAtAll() {
		this.record.transaction().executeWithoutResult((status) -> {
			this.record.publish("engineer-1", "token.created", "token:1");
			status.setRollbackOnly();
		});
		this.record.transaction()
			.executeWithoutResult((status) -> this.record.publish("engineer-1", "token.created", "token:2"));
		this.record.publish("engineer-1", "token.created", "token:3");
		this.record.sealed();
		assertThat(subjects()).containsExactly("token:2", "token:3");
	}

	@Test
	void aRowIsChainedWithinASecond() {
		// On a busy machine it is late at times, but not each time.
		assertThat(IntStream.range(0, 20).mapToObj((i) -> timeToChain()))
			.anyMatch((time) -> time.compareTo(Duration.ofSeconds(1)) < 0);
	}

	private Duration timeToChain() {
		long started = System.nanoTime();
		this.record.publish("engineer-1", "token.created", "token:1");
		this.record.sealed();
		return Duration.ofNanos(System.nanoTime() - started);
	}

	@Test
	void aRowOfAProcessThatDiedIsChainedByAnother() throws SQLException {
		try (Connection connection = portal(); Statement statement = connection.createStatement()) {
			statement
				.execute("insert into audit_row (actor, action, subject, outcome) values ('x', 'x.y', 'x', 'done')");
		}
		this.record.sealed();
		assertThat(subjects()).containsExactly("x");
	}

	@Test
	void aRowThatCommitsLateIsNotSkipped() throws SQLException {
		try (Connection late = portal(); Statement statement = late.createStatement()) {
			late.setAutoCommit(false);
			statement
				.execute("insert into audit_row (actor, action, subject, outcome) values ('x', 'x.y', 'late', 'done')");
			for (int i = 0; i < 20; i++) {
				this.record.publish("engineer-1", "token.created", "token:" + i);
				this.record.sealed();
			}
			assertThat(subjects()).hasSize(20).doesNotContain("late");
			late.commit();
		}
		this.record.sealed();
		assertThat(subjects()).hasSize(21).endsWith("late");
		assertThat(this.record.get(AuditChain.class).check().findings()).isEmpty();
	}

	@Test
	void aPassLooksOnlyAtWhatIsNew() throws SQLException {
		try (Connection superuser = Postgres.shared().superuser(this.record.database);
				Statement statement = superuser.createStatement()) {
			statement.execute("""
					insert into audit_row (actor, action, subject, outcome)
					select 'engineer-1', 'token.created', 'token:' || i, 'done' from generate_series(1, 20000) i""");
			this.record.sealed();
			statement.execute("vacuum analyze audit_row, audit_link");
			StringBuilder plan = new StringBuilder();
			String next = this.record.jdbc()
				.sql("select pg_snapshot_xmax(pg_current_snapshot())::text")
				.query((row, number) -> String.valueOf(row.getString(1)))
				.single();
			String since = Sealer.SINCE.replaceFirst("[?]", "'" + next + "'")
				.replaceFirst("[?]", "'" + next + "'")
				.replaceFirst("[?]", "'{3,4,5}'");
			try (var rows = statement.executeQuery("explain " + since)) {
				while (rows.next()) {
					plan.append(rows.getString(1)).append('\n');
				}
			}
			assertThat(plan).contains("audit_row_tx").doesNotContain("Seq Scan");
		}
	}

	@Test
	void hostileTextIsWrittenAndVerifies() {
		List<String> texts = List.of("\u0000", "\uD800", "a\nb\r\tc\u0001\u001f\u007f", "\u2028\u202e",
				"😀".repeat(300), "'; drop table audit_row; --", "\"}", "{\"hash\":\"\"}");
		for (String text : texts) {
			this.record.publish(new Audited("x" + text, "x.y", "y" + text, Outcome.FAILED,
					Map.of("k" + text, text, "n", List.of(1.5e300, -0.0, Double.NaN, Map.of()))));
		}
		this.record.publish(new Audited("x", "x.y", "y", Outcome.FAILED, Map.of("long", "x".repeat(1_000_000))));
		this.record.sealed();
		assertThat(subjects()).hasSize(texts.size() + 1);
		assertThat(this.record.get(AuditChain.class).check().findings()).isEmpty();
	}

	@Test
	void writersAndSealersThatFailAtAnyMomentLoseAndInventNothing() throws Exception {
		int transactions = Proof.size("audit.chain", 1_500, 40_000);
		Random random = Proof.random("audit.chain");
		int writers = 8;
		Set<String> committed = new ConcurrentSkipListSet<>();
		AtomicBoolean writing = new AtomicBoolean(true);
		try (Record other = this.record.another(Map.of("groundwork.audit.segment-rows", 100));
				ExecutorService executor = Executors.newFixedThreadPool(writers + 1)) {
			List<Future<?>> futures = new ArrayList<>();
			for (int writer = 0; writer < writers; writer++) {
				String name = "writer-" + writer;
				Random own = new Random(random.nextLong());
				Record through = (writer % 2 == 0) ? this.record : other;
				futures.add(executor.submit(() -> write(through, name, transactions / writers, own, committed)));
			}
			Random killing = new Random(random.nextLong());
			Future<?> killer = executor.submit(() -> kill(other, killing, writing));
			for (Future<?> future : futures) {
				future.get(30, TimeUnit.MINUTES);
			}
			writing.set(false);
			killer.get(1, TimeUnit.MINUTES);
			this.record.sealed();
			List<String> chained = subjects();
			assertThat(chained).doesNotHaveDuplicates();
			assertThat(new TreeSet<>(chained)).isEqualTo(committed);
			AuditChain.Report report = this.record.get(AuditChain.class).check();
			assertThat(report.findings()).isEmpty();
			assertThat(report.rows()).isEqualTo(committed.size());
		}
	}

	/**
	 * Writes one to three rows a transaction; some transactions take their time, some
	 * roll back.
	 */
	private static void write(Record record, String name, int transactions, Random random, Set<String> committed) {
		for (int i = 0; i < transactions; i++) {
			boolean rollback = random.nextInt(4) == 0;
			boolean slow = random.nextInt(20) == 0;
			List<String> subjects = new ArrayList<>();
			for (int row = 0; row <= random.nextInt(3); row++) {
				subjects.add("%s:%d-%d".formatted(name, i, row));
			}
			record.transaction().executeWithoutResult((status) -> {
				for (String subject : subjects) {
					record.publish(name, "proof.written", subject);
					if (slow) {
						record.jdbc().sql("select pg_sleep(0.03)").query((row, number) -> "").list();
					}
				}
				if (rollback) {
					status.setRollbackOnly();
				}
			});
			if (!rollback) {
				committed.addAll(subjects);
			}
		}
	}

	/**
	 * Ends connections of sealers wherever they are just then, and stops and starts one
	 * of the two.
	 */
	private void kill(Record other, Random random, AtomicBoolean writing) {
		try (Connection superuser = Postgres.shared().superuser(this.record.database);
				PreparedStatement kill = superuser.prepareStatement("""
						select pg_terminate_backend(pid) from pg_locks
						where locktype = 'advisory' and granted
						and database = (select oid from pg_database where datname = current_database())
						""");
				Statement pause = superuser.createStatement()) {
			while (writing.get()) {
				pause.execute("select pg_sleep(%s)".formatted(random.nextInt(50) / 1000.0));
				switch (random.nextInt(5)) {
					case 0 -> other.get(SealerThread.class).stop();
					case 1 -> other.get(SealerThread.class).start();
					default -> kill.execute();
				}
			}
			other.get(SealerThread.class).stop();
			other.get(SealerThread.class).start();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private List<String> subjects() {
		return this.record.jdbc()
			.sql("select r.subject from audit_link l join audit_row r on r.id = l.row_id order by l.seq")
			.query((row, number) -> String.valueOf(row.getString(1)))
			.list();
	}

	private Connection portal() throws SQLException {
		return DriverManager.getConnection(this.record.database.url(), "groundwork_portal", "groundwork_portal");
	}

}

package io.groundwork.runs.log;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.storage.ObjectHead;
import io.groundwork.storage.ObjectPage;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.StorageException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logs that are read after they were written, from rows and from the object store.
 */
class LogReadingTests {

	private final Portal portal = Portal.shared();

	private final LogRuns runs = new LogRuns(this.portal);

	private final LogChunks chunks = this.portal.bean(LogChunks.class);

	private final ObjectStore store = this.portal.bean(ObjectStore.class);

	private final Guest guest = this.portal.guest();

	private final String token = this.portal.issuer().accessToken("engineer-1");

	@Test
	void movingALogLooksAtEachChunkOnceOrTwice() {
		long run = this.runs.add("payments");
		int count = 20_000;
		JdbcClient jdbc = this.portal.bean(JdbcClient.class);
		jdbc.sql("""
				insert into run_log_chunk (run, first_seq, last_seq, fence, lines, written_at)
				select ?, seq, seq, 1, '{}', now() from generate_series(1, ?) seq""").params(run, count).update();
		long read = this.portal.bean(TransactionTemplate.class).execute((status) -> {
			jdbc.sql("delete from run_log_chunk where run = ?").param(run).update();
			return jdbc.sql("""
					select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
					where relname = 'run_log_chunk'""").query(Long.class).single();
		});
		assertThat(read).isBetween((long) count, 3L * count);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theLogIsTheSameInBothPlaces(boolean sealed) {
		long run = this.runs.ended("payments", 12_000);
		if (sealed) {
			this.runs.seal();
			assertThat(rows(run)).isZero();
			assertThat(this.store.exists("runs/%d/log.jsonl.gz".formatted(run))).isTrue();
		}
		List<String> lines = get("/api/v1/runs/%d/log".formatted(run)).body().lines().toList();
		assertThat(lines).hasSize(12_001).last().isEqualTo("{\"end\":true}");
		JsonNode line = JsonMapper.shared().readTree(lines.get(6_000));
		assertThat(line.propertyNames()).containsExactly("seq", "at", "step", "level", "text");
		assertThat(line.path("seq").asInt()).isEqualTo(6_001);
		assertThat(line.path("text").asString()).isEqualTo("line 6001");
		for (int after : new int[] { 1, 499, 7_000, 11_999, 12_000, 13_000 }) {
			assertThat(get("/api/v1/runs/%d/log?after=%d".formatted(run, after)).body().lines())
				.hasSize(Math.max(0, 12_000 - after) + 1);
		}
		StoredLogs logs = this.portal.bean(StoredLogs.class);
		LogWindows windows = this.portal.bean(LogWindows.class);
		LogFilter all = LogFilter.of("", "", "");
		assertThat(seqs(windows.before(run, 12_001, all))).isEqualTo(range(11_501, 12_000));
		assertThat(seqs(windows.before(run, 300, all))).isEqualTo(range(1, 299));
		assertThat(seqs(windows.before(run, 1, all))).isEmpty();
		assertThat(seqs(windows.after(run, 5_000, all))).isEqualTo(range(5_001, 5_500));
		assertThat(seqs(windows.after(run, 11_990, all))).isEqualTo(range(11_991, 12_000));
		assertThat(logs.lastSeq(run)).isEqualTo(12_000);
		long at = 0;
		while (at < 12_000) {
			for (LogPortion portion : logs.after(run, at, 50_000)) {
				assertThat(portion.first()).isEqualTo(at + 1);
				assertThat(portion.each()).hasSize((int) (portion.last() - at));
				at = portion.last();
			}
		}
		String text = get("/api/v1/runs/%d/events?after=11998".formatted(run)).body();
		assertThat(text).contains("id: 11999\ndata: {", "id: 12000\ndata: {", "event: end\n")
			.doesNotContain("id: 11998");
	}

	@Test
	void aLogThatGoesOnHasNoEnd() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			LogStreamTests.write(writer, 1, 3);
		}
		assertThat(get("/api/v1/runs/%d/log".formatted(run)).body().lines()).hasSize(3);
	}

	@Test
	void aLogThatLacksLinesSaysWhy() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			LogStreamTests.write(writer, 1, 3);
		}
		this.runs.logs().finishIncomplete(run, 1, 2, "the worker's disk is gone");
		assertThat(get("/api/v1/runs/%d/log".formatted(run)).body())
			.endsWith("{\"end\":false,\"after\":2,\"missing\":\"the worker's disk is gone\"}\n");
		Guest engineer = this.portal.signedIn("engineer-1");
		assertThat(engineer.get("/runs/%d/log.txt".formatted(run)).body()).contains("[plan] line 3")
			.endsWith("-- Incomplete after line 2 because the worker's disk is gone.\n");
		assertThat(engineer.get("/runs/%d".formatted(run)).body())
			.contains("Incomplete after line 2 because the worker&#39;s disk is gone");
	}

	@Test
	@Tag("proof")
	void aVeryLongLogIsSealedAndReadSomeLinesAtATime() throws Exception {
		int size = Proof.size("runs.log.size", 30_000, 1_000_000);
		long run = this.runs.add("payments");
		String text = "x".repeat(110);
		try (LogWriter writer = this.runs.writer(run, 1)) {
			for (int i = 1; i <= size; i++) {
				writer.line("apply", LogLevel.INFO, i + text);
			}
		}
		this.runs.logs().finish(run, 1);
		for (boolean sealed : new boolean[] { false, true }) {
			if (sealed) {
				this.runs.seal();
				assertThat(rows(run)).isZero();
			}
			HttpResponse<InputStream> answer = HttpClient.newHttpClient()
				.send(this.guest.call("/api/v1/runs/%d/log".formatted(run), this.token)
					.timeout(java.time.Duration.ofMinutes(5))
					.build(), HttpResponse.BodyHandlers.ofInputStream());
			try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body()))) {
				for (int i = 1; i <= size; i++) {
					assertThat(lines.readLine().startsWith("{\"seq\":%d,".formatted(i))).isTrue();
				}
				assertThat(lines.readLine()).isEqualTo("{\"end\":true}");
			}
			long begun = System.nanoTime();
			assertThat(seqs(this.portal.bean(LogWindows.class).before(run, size + 1L, LogFilter.of("", "", ""))))
				.isEqualTo(range(size - 499, size));
			System.out.printf("The last lines of %,d took %d ms, sealed: %s%n", size,
					(System.nanoTime() - begun) / 1_000_000, sealed);
		}
	}

	@Test
	void anEmptyLogIsSealedAndReadToo() {
		long run = this.runs.ended("payments", 0);
		this.runs.seal();
		assertThat(get("/api/v1/runs/%d/log".formatted(run)).body()).isEqualTo("{\"end\":true}\n");
		assertThat(this.portal.signedIn("engineer-1").get("/runs/%d".formatted(run)).body())
			.contains("Complete, 0 lines", "No line");
	}

	@Test
	void aStoreThatIsAwayLeavesTheLogWhereItIs() {
		long run = this.runs.ended("payments", 100);
		SealedLogs away = new SealedLogs(new AwayStore(), this.chunks);
		assertThat(away.sealAll(java.time.Instant.now().plusSeconds(1))).isZero();
		assertThat(rows(run)).isPositive();
		assertThat(get("/api/v1/runs/%d/log".formatted(run)).body().lines()).hasSize(101);
		this.runs.seal();
		assertThat(rows(run)).isZero();
		assertThat(get("/api/v1/runs/%d/log".formatted(run)).body().lines()).hasSize(101);
	}

	@Test
	void whatMayNotBeSeenIsNotThere() {
		long run = this.runs.ended("search", 1);
		for (String path : List.of("/api/v1/runs/%d/log", "/api/v1/runs/%d/events")) {
			HttpResponse<String> others = get(path.formatted(run));
			HttpResponse<String> none = get(path.formatted(1_000_000_000));
			assertThat(others.statusCode()).isEqualTo(404);
			assertThat(none.statusCode()).isEqualTo(404);
		}
		Guest engineer = this.portal.signedIn("engineer-1");
		for (String path : List.of("/runs/%d", "/runs/%d/log", "/runs/%d/log.txt", "/runs/%d/events")) {
			assertThat(engineer.get(path.formatted(run)).statusCode()).as(path).isEqualTo(404);
		}
		assertThat(this.portal.signedIn("platform-1").get("/runs/%d".formatted(run)).statusCode()).isEqualTo(200);
	}

	@Test
	void aWrongPlaceIsExplained() {
		long run = this.runs.ended("payments", 1);
		HttpResponse<String> answer = get("/api/v1/runs/%d/log?after=-1".formatted(run));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(JsonMapper.shared().readTree(answer.body()).path("field").asString()).isEqualTo("after");
	}

	@Test
	void filtersFindLinesFarBack() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			writer.line("plan", LogLevel.ERROR, "far back", "linode_vpc.main", "output", 1);
			LogStreamTests.write(writer, 2, 5_000);
			writer.line("apply", LogLevel.WARN, "near", "linode_vpc.other[0]", "output", 2);
		}
		LogWindows windows = this.portal.bean(LogWindows.class);
		assertThat(seqs(windows.before(run, 5_002, LogFilter.of("", "linode_vpc.", "")))).containsExactly(1L, 5_001L);
		assertThat(seqs(windows.before(run, 5_002, LogFilter.of("plan", "", "warn")))).containsExactly(1L);
		assertThat(seqs(windows.after(run, 0, LogFilter.of("", "", "error")))).containsExactly(1L);
		String page = this.portal.signedIn("engineer-1").get("/runs/%d?level=warn".formatted(run)).body();
		assertThat(page).contains("far back", "near").doesNotContain("line 77<");
	}

	private long rows(long run) {
		return this.portal.bean(JdbcClient.class)
			.sql("select count(*) from run_log_chunk where run = ?")
			.param(run)
			.query(Long.class)
			.single();
	}

	private static List<Long> seqs(LogWindow window) {
		return window.lines().stream().map(LogLine::seq).toList();
	}

	private static List<Long> range(int first, int last) {
		return LongStream.rangeClosed(first, last).boxed().toList();
	}

	private HttpResponse<String> get(String path) {
		return this.guest.call("GET", path, this.token, "");
	}

	/**
	 * A store that does not answer.
	 */
	private static final class AwayStore implements ObjectStore {

		@Override
		public void put(String name, Content content) {
			throw new StorageException("The object store is away");
		}

		@Override
		public InputStream get(String name) {
			throw new StorageException("The object store is away");
		}

		@Override
		public Optional<ObjectHead> head(String name) {
			throw new StorageException("The object store is away");
		}

		@Override
		public void delete(String name) {
			throw new StorageException("The object store is away");
		}

		@Override
		public ObjectPage list(String prefix, @Nullable String after, int limit) {
			throw new StorageException("The object store is away");
		}

	}

}

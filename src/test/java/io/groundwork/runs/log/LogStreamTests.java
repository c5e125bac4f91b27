package io.groundwork.runs.log;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import io.groundwork.DatabaseLine;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.live.Stream;
import io.groundwork.masking.Mask;
import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Live logs, from the process that writes and from another whose line to the database can
 * be cut.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LogStreamTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Portal first = Portal.shared();

	private static DatabaseLine line;

	private static Portal second;

	private static String token;

	private final LogRuns runs = new LogRuns(first);

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		line = new DatabaseLine(first.database());
		// When it stops, a stream that stayed would be waited for longer than a test
		// waits
		// for anything.
		second = first.another(Map.of("groundwork.database.url", line.database().url(),
				"groundwork.live.streams-per-person", 2_000, "spring.lifecycle.timeout-per-shutdown-phase", "1h"));
		token = first.issuer().accessToken("engineer-1");
	}

	@AfterAll
	static void stop() {
		second.close();
		line.close();
	}

	@Test
	void aRunIsWatchedFromAnyProcessFromItsFirstLineToItsEnd() throws Exception {
		long run = this.runs.add("payments");
		Watcher here = new Watcher(this.http, first.address(), run, token);
		Watcher there = new Watcher(this.http, second.address(), run, token);
		List<Thread> watching = new ArrayList<>();
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, 1, 500);
			writer.flush();
			watching.addAll(watch(here, there));
			for (int i = 501; i <= 600; i++) {
				write(writer, i, i);
				// One by one, each is seen while the run goes on.
				int seq = i;
				Eventually.that(LIMIT, () -> here.last() == seq && there.last() == seq);
			}
		}
		this.runs.logs().finish(run, 1);
		join(watching);
		assertThat(here.seqs()).isEqualTo(upTo(600));
		assertThat(there.seqs()).isEqualTo(upTo(600));
		assertThat(here.end()).isEqualTo("{\"end\":true}");
		assertThat(there.connections()).isEqualTo(1);
	}

	@Test
	@Tag("proof")
	void whoeverIsCutOffGoesOnWithoutAGapOrARepeat() throws Exception {
		Random random = Proof.random("runs.log.resume");
		int size = Proof.size("runs.log.resume", 20, 1_000);
		long run = this.runs.add("payments");
		int total = 100 * size;
		Watcher watcher = new Watcher(this.http, second.address(), run, token);
		Thread watching = Thread.ofVirtual().start(() -> {
			for (int i = 0; i < size; i++) {
				watcher.watch(1 + random.nextInt(80));
			}
			watcher.watch();
		});
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, 1, total);
		}
		this.runs.logs().finishIncomplete(run, 1, total, "a test says so");
		join(List.of(watching));
		assertThat(watcher.seqs()).isEqualTo(upTo(total));
		assertThat(watcher.end()).isEqualTo("{\"end\":false,\"after\":%d,\"missing\":\"a test says so\"}", total);
		assertThat(watcher.connections()).isGreaterThan(size / 2);
	}

	@Test
	void aSignalLineThatIsCutCostsNoLine() throws Exception {
		long run = this.runs.add("payments");
		Watcher watcher = new Watcher(this.http, second.address(), run, token);
		List<Thread> watching = watch(watcher);
		try (LogWriter writer = this.runs.writer(run, 1)) {
			for (int round = 0; round < 3; round++) {
				write(writer, round * 10 + 1, round * 10 + 10);
				long seq = round * 10 + 10;
				Eventually.that(LIMIT, () -> watcher.last() == seq);
				assertThat(cutSignals()).isPositive();
			}
			write(writer, 31, 40);
		}
		this.runs.logs().finish(run, 1);
		join(watching);
		assertThat(watcher.seqs()).isEqualTo(upTo(40));
		assertThat(watcher.connections()).isEqualTo(1);
	}

	@Test
	void aDatabaseThatIsAwayCostsNeitherWriterNorWatcherALine() throws Exception {
		long run = this.runs.add("payments");
		RunLogs logs = second.bean(RunLogs.class);
		Watcher watcher = new Watcher(this.http, second.address(), run, token);
		List<Thread> watching;
		try (LogWriter writer = logs.writer(run, 1, Mask.none())) {
			write(writer, 1, 100);
			watching = watch(watcher);
			Eventually.that(LIMIT, () -> watcher.last() == 100);
			for (boolean heard : new boolean[] { true, false }) {
				// In the middle of a store, whose answer is lost in any case.
				line.cutAt("insert into run_log_chunk", "", heard);
				int from = heard ? 101 : 201;
				write(writer, from, from + 99);
				Eventually.that(LIMIT, line::isCut);
				line.mend();
				Eventually.that(LIMIT, () -> watcher.last() == from + 99);
			}
		}
		// A pool trusts what it used half a second ago: this one may still hand out what
		// was cut, and a worker says it again then.
		this.runs.logs().finish(run, 1);
		join(watching);
		assertThat(watcher.seqs()).isEqualTo(upTo(300));
		assertThat(this.runs.logs().position(run).lastSeq()).isEqualTo(300);
	}

	@Test
	@Tag("proof")
	void manyWatchOneRunAndEachSeesAllOfIt() throws Exception {
		int count = Proof.size("runs.log.watchers", 300, 1_000);
		long run = this.runs.add("payments");
		List<Watcher> watchers = LongStream.range(0, count)
			.mapToObj((i) -> new Watcher(this.http, second.address(), run, token))
			.toList();
		List<Thread> watching = watch(watchers.toArray(Watcher[]::new));
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, 1, 100);
			Eventually.that(LIMIT, () -> watchers.stream().allMatch((watcher) -> watcher.last() == 100));
			// Nobody who waits for lines holds a connection.
			assertThat(
					second.bean(com.zaxxer.hikari.HikariDataSource.class).getHikariPoolMXBean().getActiveConnections())
				.isLessThanOrEqualTo(3);
			write(writer, 101, 600);
		}
		this.runs.logs().finish(run, 1);
		join(watching);
		assertThat(watchers).allSatisfy((watcher) -> assertThat(watcher.seqs()).isEqualTo(upTo(600)));
	}

	@Test
	void whoeverIsSlowHoldsUpNobodyAndMissesNothing() throws Exception {
		long run = this.runs.add("payments");
		Watcher quick = new Watcher(this.http, first.address(), run, token);
		java.util.concurrent.CountDownLatch goOn = new java.util.concurrent.CountDownLatch(1);
		Watcher slow = new Watcher(this.http, first.address(), run, token).seeing((line) -> {
			if (line.contains("\"seq\":10,")) {
				await(goOn);
			}
		});
		List<Thread> watching = watch(quick, slow);
		try (LogWriter writer = this.runs.writer(run, 1)) {
			// More than a hub keeps and than fits on the way.
			for (int i = 1; i <= 1_000; i++) {
				writer.line("apply", LogLevel.INFO, i + " " + "x".repeat(8_000));
			}
		}
		Eventually.that(LIMIT, () -> quick.last() == 1_000);
		assertThat(slow.last()).isLessThan(1_000);
		goOn.countDown();
		this.runs.logs().finish(run, 1);
		join(watching);
		assertThat(slow.seqs()).isEqualTo(upTo(1_000));
	}

	@Test
	void oneMoreThanAllowedIsRefused() throws Exception {
		long run = this.runs.add("payments");
		String other = first.issuer().accessToken("engineer-2");
		List<HttpResponse<java.io.InputStream>> open = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			open.add(this.http.send(events(run, other), HttpResponse.BodyHandlers.ofInputStream()));
		}
		assertThat(open).allSatisfy((answer) -> assertThat(answer.statusCode()).isEqualTo(200));
		HttpResponse<String> refused = this.http.send(events(run, other), HttpResponse.BodyHandlers.ofString());
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Retry-After")).isPresent();
		this.runs.logs().finish(run, 1);
		for (HttpResponse<java.io.InputStream> answer : open) {
			try (java.io.InputStream body = answer.body()) {
				assertThat(new String(body.readAllBytes())).contains("{\"end\":true}");
			}
		}
		Eventually.that(LIMIT, () -> first.guest().call("GET", path(run), other, "").statusCode() == 200);
	}

	@Test
	void whoeverIsLockedSeesNoLineMoreAnywhere() throws Exception {
		long run = this.runs.add("payments");
		HttpResponse<java.io.InputStream> answer = this.http
			.send(HttpRequest.newBuilder(second.address().resolve(path(run)))
				.header("Authorization", "Bearer " + first.issuer().accessToken("reviewer-1"))
				.build(), HttpResponse.BodyHandlers.ofInputStream());
		io.groundwork.Guest platform = first.signedIn("platform-1");
		Matcher person = Pattern.compile("/people/\\d+").matcher(platform.get("/people?name=reviewer-1").body());
		assertThat(person.find()).isTrue();
		try (LogWriter writer = this.runs.writer(run, 1); java.io.InputStream body = answer.body()) {
			BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
			write(writer, 1, 1);
			writer.flush();
			while (!lines.readLine().startsWith("data: {\"seq\":1,")) {
				// Up to the first line, so that somebody watches.
			}
			assertThat(platform.submit("/me", person.group() + "/lock", Map.of("reason", "a test")).statusCode())
				.isEqualTo(302);
			// Whatever is sent after the lock is heard after it.
			write(writer, 2, 2);
			writer.flush();
			assertThat(lines.lines()).as("and then it ended").noneMatch((line) -> line.contains("\"seq\":2,"));
		}
		finally {
			platform.submit("/me", person.group() + "/unlock", Map.of());
		}
		this.runs.logs().finish(run, 1);
	}

	@Test
	void aStreamWhoseTimeIsOverIsComeBackTo() throws Exception {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, 1, 3);
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		streams(first.bean(StoredLogs.class)).send(run, 0, new Stream(out, Duration.ofSeconds(1), () -> false));
		String sent = out.toString(StandardCharsets.UTF_8);
		assertThat(sent).contains("id: 3\n").doesNotContain("event: end").endsWith("retry: 50\n\n");
		this.runs.logs().finish(run, 1);
	}

	@Test
	void whoeverWaitsAfterAFailureLeavesTheirPlaceToOthers() throws Exception {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, 1, 3);
		}
		AtomicInteger tried = new AtomicInteger();
		StoredLogs away = new StoredLogs(first.bean(LogChunks.class), first.bean(SealedLogs.class)) {
			@Override
			List<LogPortion> after(long number, long seq, int bytes) {
				tried.incrementAndGet();
				throw new IllegalStateException("the database is away");
			}
		};
		LogStreams streams = streams(away);
		List<Thread> watching = java.util.stream.IntStream.range(0, 12)
			.mapToObj((i) -> Thread.ofVirtual().start(() -> watch(streams, run)))
			.toList();
		Eventually.that(LIMIT, () -> tried.get() == 12);
		watching.forEach(Thread::interrupt);
		join(watching);
		this.runs.logs().finish(run, 1);
	}

	/**
	 * Streams that wait for an hour when something fails.
	 */
	private static LogStreams streams(StoredLogs logs) {
		return new LogStreams(first.bean(Hubs.class), logs, first.bean(JsonMapper.class), Duration.ofHours(1));
	}

	private static void watch(LogStreams streams, long run) {
		try {
			streams.send(run, 0, new Stream(OutputStream.nullOutputStream(), Duration.ofHours(2), () -> false));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The last, since the second portal is gone afterwards.
	 */
	@Test
	@Order(Integer.MAX_VALUE)
	void aPortalThatStopsLetsItsWatchersGo() throws Exception {
		long run = this.runs.add("payments");
		Watcher watcher = new Watcher(this.http, second.address(), run, token);
		Thread watching = Thread.ofVirtual().start(() -> watcher.watch(Integer.MAX_VALUE));
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, 1, 1);
			Eventually.that(LIMIT, () -> watcher.last() == 1);
		}
		join(List.of(Thread.ofPlatform().daemon().start(second::close), watching));
		assertThat(watcher.end()).isNull();
	}

	static void write(LogWriter writer, int from, int to) {
		for (int i = from; i <= to; i++) {
			writer.line((i % 100 < 50) ? "plan" : "apply", LogLevel.INFO, "line " + i);
		}
	}

	static List<Long> upTo(int last) {
		return LongStream.rangeClosed(1, last).boxed().toList();
	}

	private static HttpRequest events(long run, String token) {
		return HttpRequest.newBuilder(first.address().resolve(path(run)))
			.header("Authorization", "Bearer " + token)
			.build();
	}

	private static String path(long run) {
		return "/api/v1/runs/%d/events".formatted(run);
	}

	private static List<Thread> watch(Watcher... watchers) {
		return java.util.Arrays.stream(watchers).map((watcher) -> Thread.ofVirtual().start(watcher::watch)).toList();
	}

	private static void join(List<Thread> threads) throws InterruptedException {
		for (Thread thread : threads) {
			assertThat(thread.join(LIMIT)).isTrue();
		}
	}

	private static void await(java.util.concurrent.CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int cutSignals() throws Exception {
		try (Connection superuser = Postgres.shared().superuser(first.database());
				Statement statement = superuser.createStatement();
				ResultSet cut = statement.executeQuery("""
						select count(pg_terminate_backend(pid)) from pg_stat_activity
						where datname = current_database() and application_name = 'groundwork signals'""")) {
			cut.next();
			return cut.getInt(1);
		}
	}

}

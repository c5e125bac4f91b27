package io.groundwork.runs.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.masking.Mask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LogWriterTests {

	private final Portal portal = Portal.shared();

	private final LogRuns runs = new LogRuns(this.portal);

	private final StoredLogs stored = this.portal.bean(StoredLogs.class);

	@Test
	void linesAreNumberedFromOneAndStoredInOrder() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			for (int i = 1; i <= 3_000; i++) {
				writer.line("plan", LogLevel.INFO, "line " + i, "a.b", "plan/output", i * 10);
			}
			writer.flush();
			assertThat(lines(run)).hasSize(3_000);
		}
		List<LogLine> lines = lines(run);
		assertThat(lines).extracting(LogLine::seq).isEqualTo(LongStream.rangeClosed(1, 3_000).boxed().toList());
		assertThat(lines.getLast().text()).isEqualTo("line 3000");
		assertThat(lines.getLast().resource()).isEqualTo("a.b");
		LogPosition position = this.runs.logs().position(run);
		assertThat(position.lastSeq()).isEqualTo(3_000);
		assertThat(position.of("plan/output")).isEqualTo(30_000);
		assertThat(position.of("apply/output")).isZero();
	}

	@Test
	void textsAreCleanedMaskedBrokenAndCut() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1, "hunter2-hunter2")) {
			writer.line("init", LogLevel.WARN,
					"\u001b[1;31mred\u001b[0m\u0000 hunter2-\u001b[1mhunter2\r\ntwo\ud800\n");
			writer.line("init", LogLevel.INFO, "x".repeat(16_380) + "hunter2-hunter2" + "y".repeat(50_000));
			writer.line("init", LogLevel.INFO, "begins hunter2-hu");
			writer.line("init", LogLevel.INFO, "nter2 and ends");
			writer.hide(Mask.of(List.of("hunter2-hunter2", "found-only-later")));
			writer.line("init", LogLevel.INFO, "found-only-later hunter2-hunter2");
			writer.line("init", LogLevel.INFO, "");
		}
		List<LogLine> lines = lines(run);
		assertThat(lines).extracting(LogLine::text)
			.startsWith("red •••", "two\ufffd")
			.endsWith("begins •••", "••• and ends", "••• •••", "");
		assertThat(lines.get(2).text()).hasSizeLessThan(16_500).contains("… cut here: it has").doesNotContain("hunt");
		assertThat(lines.getFirst().level()).isEqualTo("warn");
	}

	@Test
	void aLineAloneIsThereAtOnce() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			writer.line("queue", LogLevel.INFO, "Waiting for production");
			writer.flush();
			assertThat(lines(run)).hasSize(1);
		}
	}

	@Test
	void whoseClaimIsOverWritesNothing() {
		long run = this.runs.add("payments");
		LogWriter old = this.runs.writer(run, 1);
		old.line("plan", LogLevel.INFO, "mine");
		old.flush();
		this.runs.claim(run, 2);
		old.line("plan", LogLevel.INFO, "too late");
		assertThatExceptionOfType(ClaimOverException.class).isThrownBy(old::flush);
		assertThatExceptionOfType(ClaimOverException.class)
			.isThrownBy(() -> old.line("plan", LogLevel.INFO, "later still"));
		old.close();
		assertThatExceptionOfType(ClaimOverException.class).isThrownBy(() -> this.runs.writer(run, 1));
		assertThatExceptionOfType(ClaimOverException.class).isThrownBy(() -> this.runs.logs().finish(run, 1));
		assertThat(lines(run)).extracting(LogLine::text).containsExactly("mine");
	}

	@Test
	void whoeverAbandonsALogStoresNoMoreOfIt() {
		long run = this.runs.add("payments");
		LogWriter writer = this.runs.writer(run, 1);
		writer.line("plan", LogLevel.INFO, "stored");
		writer.flush();
		writer.abandon();
		writer.close();
		assertThatExceptionOfType(ClaimOverException.class)
			.isThrownBy(() -> writer.line("plan", LogLevel.INFO, "not stored"));
		assertThat(lines(run)).extracting(LogLine::text).containsExactly("stored");
	}

	@Test
	void aChunkThatIsAddedAgainChangesNothing() {
		long run = this.runs.add("payments");
		LogChunks chunks = this.portal.bean(LogChunks.class);
		LogChunk chunk = new LogChunk(1, 1, "{\"seq\":1}\n", java.util.Map.of("a", 5L));
		assertThat(chunks.add(run, 1, chunk)).isTrue();
		assertThat(chunks.add(run, 1, chunk)).isTrue();
		assertThat(chunks.add(run, 1, new LogChunk(1, 1, "{\"seq\":2}\n", java.util.Map.of()))).isFalse();
		this.runs.claim(run, 2);
		// It was there before the claim was over.
		assertThat(chunks.add(run, 1, chunk)).isTrue();
	}

	@Test
	void theDatabaseRefusesAGap() {
		long run = this.runs.add("payments");
		LogChunks chunks = this.portal.bean(LogChunks.class);
		assertThatExceptionOfType(org.springframework.dao.DataIntegrityViolationException.class)
			.isThrownBy(() -> chunks.add(run, 1, new LogChunk(2, 2, "{}\n", java.util.Map.of())));
	}

	@Test
	void afterTheEndNothingMoreIsWritten() {
		long run = this.runs.ended("payments", 3);
		this.runs.logs().finish(run, 1);
		assertThat(this.stored.end(run)).hasValueSatisfying((end) -> assertThat(end.lastSeq()).isEqualTo(3));
		LogWriter late = this.runs.writer(run, 1);
		late.line("plan", LogLevel.INFO, "after the end");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(late::flush);
		assertThat(lines(run)).hasSize(3);
	}

	@Test
	@Tag("proof")
	void takeoversNeitherLoseNorRepeatALine() throws Exception {
		Random random = Proof.random("runs.log.takeover");
		int size = Proof.size("runs.log.takeover", 12, 500);
		long run = this.runs.add("payments");
		int total = 400 * size;
		List<Thread> writers = new ArrayList<>();
		for (long fence = 1; fence <= size + 1; fence++) {
			long claim = fence;
			this.runs.claim(run, claim);
			LogWriter writer = this.runs.writer(run, claim);
			// The one before may still be writing.
			long from = writer.start().of("output");
			writers.add(Thread.ofVirtual().start(() -> {
				try (writer) {
					for (long i = from; i < total; i++) {
						writer.line("apply", LogLevel.INFO, "line " + i, null, "output", i + 1);
					}
				}
				catch (ClaimOverException ex) {
					// As it should be.
				}
			}));
			if (claim <= size) {
				long enough = from + random.nextInt(300);
				io.groundwork.Eventually.that(java.time.Duration.ofSeconds(60),
						() -> this.runs.logs().position(run).of("output") >= Math.min(enough, total));
			}
		}
		for (Thread writer : writers) {
			writer.join();
		}
		List<LogLine> lines = lines(run);
		assertThat(lines).extracting(LogLine::text)
			.isEqualTo(LongStream.range(0, total).mapToObj((i) -> "line " + i).toList());
		assertThat(lines).extracting(LogLine::seq).isEqualTo(LongStream.rangeClosed(1, total).boxed().toList());
	}

	private List<LogLine> lines(long run) {
		List<LogLine> lines = new ArrayList<>();
		this.stored.each(run, 0, (seq, text) -> lines.add(JsonMapper.shared().readValue(text, LogLine.class)));
		return lines;
	}

}

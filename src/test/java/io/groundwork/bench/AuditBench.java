package io.groundwork.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.groundwork.audit.AuditFixture;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;

/**
 * How fast the audit record takes rows, and how fast an export of it is verified.
 */
public final class AuditBench {

	private static final int WRITERS = 16;

	private static final int SECONDS = 20;

	private static final int EXPORTED = 300_000;

	private AuditBench() {
	}

	static List<Figure> run() throws Exception {
		return List.of(append(), verify());
	}

	private static Figure append() throws Exception {
		try (AuditFixture record = AuditFixture.open();
				ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
			write(record, writers, 5);
			long written = write(record, writers, SECONDS);
			boolean whole = record.whole();
			double rate = (double) written / SECONDS;
			return new Figure("audit.append", rate, "rows/s", 2_000.0, whole && rate >= 2_000,
					"%d writers, a transaction each row, %d s after 5 s of warm-up, sealer running; chain %s afterwards"
						.formatted(WRITERS, SECONDS, whole ? "whole" : "BROKEN"));
		}
	}

	private static long write(AuditFixture record, ExecutorService writers, int seconds) throws Exception {
		AtomicLong written = new AtomicLong();
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		var futures = java.util.stream.IntStream.range(0, WRITERS).mapToObj((writer) -> writers.submit(() -> {
			while (System.nanoTime() < end) {
				record.publish(new Audited("engineer-" + writer, "token.created", "token:" + writer, Outcome.DONE,
						Map.of("name", "deploy", "days", 30)));
				written.incrementAndGet();
			}
		})).toList();
		for (var future : futures) {
			future.get();
		}
		return written.get();
	}

	private static Figure verify() throws SQLException, IOException {
		Path file = Files.createTempFile("audit", ".jsonl");
		try (AuditFixture record = AuditFixture.open()) {
			AuditFill.rows(record.database(), EXPORTED, AuditFixture.newKey());
			try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
				record.export(out);
			}
			boolean whole = AuditFixture.verify(file) == 0;
			long started = System.nanoTime();
			whole &= AuditFixture.verify(file) == 0;
			double rate = EXPORTED / ((System.nanoTime() - started) / 1e9);
			return new Figure("audit.verify", rate, "rows/s", 100_000.0, whole && rate >= 100_000,
					"an export of %,d rows (%,d MB) read from a file, once before to warm up".formatted(EXPORTED,
							Files.size(file) >> 20));
		}
		finally {
			Files.delete(file);
		}
	}

	public static void main(String[] args) throws Exception {
		run().forEach(System.out::println);
		System.exit(0);
	}

}

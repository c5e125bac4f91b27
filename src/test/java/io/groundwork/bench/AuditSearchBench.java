package io.groundwork.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.groundwork.sandbox.Issuer;
import io.groundwork.sandbox.PortalProcess;
import io.groundwork.sandbox.Postgres;
import io.groundwork.sandbox.Surroundings;

import org.springframework.util.FileSystemUtils;

/**
 * How long the audit page takes with a million rows behind it, and how much of that is
 * due to their number: the same with ten thousand, in turn.
 */
final class AuditSearchBench {

	private static final int LARGE = 1_000_000;

	private static final int SMALL = 10_000;

	private static final int TURNS = 4;

	private static final Duration WARM_UP = Duration.ofSeconds(30);

	private static final Duration TURN = Duration.ofSeconds(15);

	private static final double P99_BAR = 50;

	private static final double GROWTH_BAR = 1.3;

	private static final List<String> PAGES = List.of("/audit", "/audit?person=engineer-1",
			"/audit?person=engineer-4*&outcome=refused", "/audit?action=token.created", "/audit?action=plan.",
			"/audit?subject=run:17", "/audit?person=engineer-2&action=grant.&outcome=done", "/audit?outcome=failed");

	private AuditSearchBench() {
	}

	static List<Figure> run() throws Exception {
		Path folder = Files.createTempDirectory(Path.of("target"), "audit-search-bench-");
		try (Issuer issuer = Issuer.start();
				PortalProcess large = portal(LARGE, issuer, folder);
				PortalProcess small = portal(SMALL, issuer, folder);
				Readers largeReaders = Readers.of(large, issuer, List.of("auditor-1"), PAGES);
				Readers smallReaders = Readers.of(small, issuer, List.of("auditor-1"), PAGES)) {
			smallReaders.read(WARM_UP);
			largeReaders.read(WARM_UP);
			Duration before = large.cpu();
			List<Double> largeTimes = new ArrayList<>();
			List<Double> smallTimes = new ArrayList<>();
			for (int turn = 0; turn < TURNS; turn++) {
				largeTimes.addAll(largeReaders.read(TURN));
				smallTimes.addAll(smallReaders.read(TURN));
			}
			double largeP99 = Readers.percentile(largeTimes, 99);
			double smallP99 = Readers.percentile(smallTimes, 99);
			double cpu = large.cpu().minus(before).toMillis() / (double) largeTimes.size();
			String how = "%d searches (%d kinds) over HTTP, %d readers, 100 ms between their requests"
				.formatted(largeTimes.size(), PAGES.size(), Readers.COUNT);
			return List.of(
					new Figure("audit.search.p99", largeP99, "ms", P99_BAR, largeP99 <= P99_BAR,
							"%,d rows, %s; median %.1f ms, CPU of the portal %.1f ms each".formatted(LARGE, how,
									Readers.percentile(largeTimes, 50), cpu)),
					new Figure("audit.search.growth", largeP99 / smallP99, "ratio", GROWTH_BAR,
							largeP99 / smallP99 <= GROWTH_BAR,
							"p99 over %,d rows to p99 over %,d rows (%.1f ms), in turn".formatted(LARGE, SMALL,
									smallP99)));
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static PortalProcess portal(int rows, Issuer issuer, Path folder) throws Exception {
		Surroundings around = new Surroundings(Postgres.shared().fresh(), issuer,
				folder.resolve(Integer.toString(rows)));
		// Makes the tables.
		PortalProcess.start(StartBench.SCRIPT, List.of(), around).close();
		AuditFill.rows(around.database(), rows, around.signingKey());
		return PortalProcess.start(StartBench.SCRIPT, List.of(), around);
	}

}

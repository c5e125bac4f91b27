package io.groundwork.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.groundwork.sandbox.Browser;
import io.groundwork.sandbox.Issuer;
import io.groundwork.sandbox.PortalProcess;
import io.groundwork.sandbox.Postgres;
import io.groundwork.sandbox.Surroundings;

import org.springframework.util.FileSystemUtils;

/**
 * How long what {@code make jar} has built takes to get ready, with its cache and
 * without, in turn; and how much memory it holds when it has been used.
 */
public final class StartBench {

	/** What {@code make jar} has built. */
	public static final Path SCRIPT = Path.of("target/dist/groundwork");

	private static final int STARTS = 5;

	private static final int VIEWS = 200;

	private static final double READY_BAR = 6;

	private static final double RESIDENT_BAR = 450;

	private static final List<String> PAGES = List.of("/", "/me", "/tokens", "/audit");

	private StartBench() {
	}

	static List<Figure> run() throws IOException {
		Path folder = Files.createTempDirectory(Path.of("target"), "start-bench-");
		try (Issuer issuer = Issuer.start()) {
			Surroundings around = new Surroundings(Postgres.shared().fresh(), issuer, folder);
			// Makes the tables and warms the file cache.
			PortalProcess.start(SCRIPT, List.of(), around).close();
			List<Start> with = new ArrayList<>();
			List<Start> without = new ArrayList<>();
			for (int start = 0; start < STARTS; start++) {
				with.add(start(List.of(), around));
				without.add(start(List.of("-XX:AOTMode=off"), around));
			}
			return List.of(ready(median(with)), gain(median(with), median(without)), resident(around));
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static Start start(List<String> options, Surroundings around) {
		try (PortalProcess portal = PortalProcess.start(SCRIPT, options, around)) {
			return new Start(portal.readyAfter(), portal.cpuAtReady());
		}
	}

	private static Figure ready(Start start) {
		return new Figure("start.ready", start.seconds(), "s", READY_BAR, start.seconds() <= READY_BAR,
				"from the start of the script to readiness, tables there already, median of %d; CPU until then %.1f s"
					.formatted(STARTS, start.cpuSeconds()));
	}

	private static Figure gain(Start with, Start without) {
		return new Figure("start.aotGain", without.seconds() / with.seconds(), "ratio", null, true,
				"without the cache %.1f s (CPU %.1f s), with it %.1f s (CPU %.1f s), medians of %d in turn"
					.formatted(without.seconds(), without.cpuSeconds(), with.seconds(), with.cpuSeconds(), STARTS));
	}

	private static Figure resident(Surroundings around) {
		try (PortalProcess portal = PortalProcess.start(SCRIPT, List.of(), around);
				Browser browser = Browser.signIn(portal.address(), around.issuer().person("auditor-1"))) {
			for (int view = 0; view < VIEWS; view++) {
				String page = PAGES.get(view % PAGES.size());
				int status = browser.get(page).statusCode();
				if (status != 200) {
					throw new IllegalStateException("%s answered %d".formatted(page, status));
				}
			}
			double megabytes = settled(portal);
			return new Figure("start.rss", megabytes, "MB", RESIDENT_BAR, megabytes <= RESIDENT_BAR,
					"VmRSS, idle for 10 s after %d page views (%s) by one person".formatted(VIEWS,
							String.join(", ", PAGES)));
		}
	}

	/**
	 * The most that is seen while nobody does anything.
	 */
	private static double settled(PortalProcess portal) {
		double most = 0;
		for (int second = 0; second < 10; second++) {
			try {
				Thread.sleep(Duration.ofSeconds(1));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
			most = Math.max(most, portal.residentMegabytes());
		}
		return most;
	}

	private static Start median(List<Start> starts) {
		return starts.stream()
			.sorted((one, other) -> one.ready().compareTo(other.ready()))
			.toList()
			.get(starts.size() / 2);
	}

	private record Start(Duration ready, Duration cpu) {

		double seconds() {
			return this.ready.toMillis() / 1000.0;
		}

		double cpuSeconds() {
			return this.cpu.toMillis() / 1000.0;
		}

	}

}

package io.groundwork.runs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.groundwork.Portal;
import io.groundwork.bench.Figure;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How fast runs are claimed, and whether that depends on how many there have been.
 */
public final class ClaimBench {

	private static final int ENVIRONMENTS = 500;

	private static final int QUEUED = 10_000;

	private static final int FINISHED = 1_000_000;

	private static final int CLAIMERS = 4;

	private static final double RATE_BAR = 500;

	private static final double P99_BAR = 20;

	private static final double GROWTH_BAR = 1.3;

	private ClaimBench() {
	}

	public static List<Figure> run() throws Exception {
		try (Portal few = Portal.start(Map.of("groundwork.roles", "web"));
				Portal many = Portal.start(Map.of("groundwork.roles", "web"))) {
			prepare(few, 0);
			prepare(many, FINISHED);
			claim(few);
			claim(many);
			Taken ofFew = claim(few);
			Taken ofMany = claim(many);
			String how = "%,d runs queued over %d environments, %d claimers, each claim ended at once; %,d a second with %,d finished runs behind, %,d without"
				.formatted(QUEUED, ENVIRONMENTS, CLAIMERS, Math.round(ofMany.rate()), FINISHED,
						Math.round(ofFew.rate()));
			return List.of(new Figure("runs.claim.rate", ofMany.rate(), "/s", RATE_BAR, ofMany.rate() >= RATE_BAR, how),
					new Figure("runs.claim.p99", ofMany.p99(), "ms", P99_BAR, ofMany.p99() <= P99_BAR,
							"of the claims alone; median %.1f ms".formatted(ofMany.median())),
					new Figure("runs.claim.growth", ofFew.rate() / ofMany.rate(), "ratio", GROWTH_BAR,
							ofFew.rate() / ofMany.rate() <= GROWTH_BAR,
							"claims a second without to with them; p99 %.1f and %.1f ms".formatted(ofFew.p99(),
									ofMany.p99())));
		}
	}

	private static void prepare(Portal portal, int finished) {
		JdbcClient jdbc = portal.bean(JdbcClient.class);
		RunFill.environments(jdbc, ENVIRONMENTS);
		RunFill.finished(jdbc, finished);
	}

	private static Taken claim(Portal portal) throws Exception {
		JdbcClient jdbc = portal.bean(JdbcClient.class);
		RunFill.queued(jdbc, QUEUED / ENVIRONMENTS);
		Queue queue = portal.bean(Queue.class);
		long worker = new Place(portal).worker();
		List<Callable<List<Double>>> claimers = Collections.nCopies(CLAIMERS, () -> claimAll(queue, worker));
		long begin = System.nanoTime();
		List<Double> times = new ArrayList<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS)) {
			for (Future<List<Double>> claimer : threads.invokeAll(claimers)) {
				times.addAll(claimer.get());
			}
		}
		double seconds = (System.nanoTime() - begin) / 1e9;
		if (times.size() != QUEUED) {
			throw new IllegalStateException("%d runs were claimed of %d".formatted(times.size(), QUEUED));
		}
		Collections.sort(times);
		return new Taken(QUEUED / seconds, times.get(times.size() / 2), times.get(times.size() * 99 / 100));
	}

	private static List<Double> claimAll(Queue queue, long worker) {
		List<Double> times = new ArrayList<>();
		int misses = 0;
		while (misses < 20) {
			long begin = System.nanoTime();
			Optional<Claim> claim = queue.claim(worker);
			double took = (System.nanoTime() - begin) / 1e6;
			if (claim.isPresent()) {
				misses = 0;
				times.add(took);
				queue.end(claim.get(), Ended.done("Nothing to change"));
			}
			else {
				misses++;
			}
		}
		return times;
	}

	private record Taken(double rate, double median, double p99) {

	}

}

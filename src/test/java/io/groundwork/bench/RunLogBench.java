package io.groundwork.bench;

import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import io.groundwork.Portal;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogRuns;
import io.groundwork.runs.log.LogWriter;
import io.groundwork.runs.log.Watcher;

/**
 * How many may watch a run.
 */
public final class RunLogBench {

	private static final int WATCHERS = 1_000;

	/** Twenty seconds of a run that says fifty lines a second, which is a lot. */
	private static final int LINES = 1_000;

	private RunLogBench() {
	}

	static List<Figure> run() throws Exception {
		try (Portal portal = Portal.start(Map.of("groundwork.live.streams-per-person", 2 * WATCHERS))) {
			return List.of(watchers(portal));
		}
	}

	private static Figure watchers(Portal portal) throws Exception {
		LogRuns runs = new LogRuns(portal);
		String token = portal.issuer().accessToken("engineer-1");
		try (HttpClient http = HttpClient.newHttpClient()) {
			long run = runs.add("payments");
			List<Watcher> watchers = Stream.generate(() -> new Watcher(http, portal.address(), run, token))
				.limit(WATCHERS)
				.toList();
			List<Thread> watching = watchers.stream().map((it) -> Thread.ofVirtual().start(it::watch)).toList();
			double share;
			try (LogWriter writer = runs.writer(run, 1)) {
				writer.line("apply", LogLevel.INFO, "first");
				while (!watchers.stream().allMatch((watcher) -> watcher.last() == 1)) {
					LockSupport.parkNanos(10_000_000);
				}
				OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
				long cpu = machine.getProcessCpuTime();
				long begun = System.nanoTime();
				for (int i = 2; i <= LINES; i++) {
					writer.line("apply", LogLevel.INFO, "linode_vpc.main: Still creating... [%d]".formatted(i));
					TimeUnit.MILLISECONDS.sleep(20);
				}
				share = (double) (machine.getProcessCpuTime() - cpu)
						/ ((System.nanoTime() - begun) * machine.getAvailableProcessors());
			}
			runs.logs().finish(run, 1);
			for (Thread thread : watching) {
				thread.join();
			}
			List<Long> all = LongStream.rangeClosed(1, LINES).boxed().toList();
			long complete = watchers.stream().filter((watcher) -> watcher.seqs().equals(all)).count();
			return new Figure("runs.log.watchers", complete, "complete", (double) WATCHERS, complete == WATCHERS, String
				.format(Locale.ROOT,
						"%,d streams of one run by one token, %,d lines, 50 a second; portal and watchers, in one process, took %.0f %% of the machine",
						WATCHERS, LINES, 100 * share));
		}
	}

	public static void main(String[] args) throws Exception {
		run().forEach(System.out::println);
		System.exit(0);
	}

}

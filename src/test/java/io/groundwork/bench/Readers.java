package io.groundwork.bench;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.groundwork.sandbox.Browser;
import io.groundwork.sandbox.Issuer;
import io.groundwork.sandbox.PortalProcess;

/**
 * Ten who open pages, each with a pause of a tenth of a second before the next; what is
 * below {@code /api} they ask for with a token.
 */
public final class Readers implements AutoCloseable {

	public static final int COUNT = 10;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final List<Reader> readers;

	private final List<String> pages;

	private Readers(List<Reader> readers, List<String> pages) {
		this.readers = readers;
		this.pages = pages;
	}

	/**
	 * Ten readers.
	 * @param people who they are, in turn
	 */
	public static Readers of(PortalProcess portal, Issuer issuer, List<String> people, List<String> pages) {
		return new Readers(IntStream.range(0, COUNT).mapToObj((number) -> {
			String name = people.get(number % people.size());
			return new Reader(Browser.signIn(portal.address(), issuer.person(name)), issuer.accessToken(name));
		}).toList(), pages);
	}

	/**
	 * Reads for that long.
	 * @return how many milliseconds each page took until it was there whole
	 */
	public List<Double> read(Duration time) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		try (ExecutorService executor = Executors.newFixedThreadPool(COUNT)) {
			List<Future<List<Double>>> readers = IntStream.range(0, COUNT)
				.mapToObj((number) -> executor.submit(() -> read(number, end)))
				.toList();
			List<Double> times = new ArrayList<>();
			for (Future<List<Double>> reader : readers) {
				times.addAll(reader.get());
			}
			return times;
		}
	}

	private List<Double> read(int number, long end) throws InterruptedException {
		List<Double> times = new ArrayList<>();
		// Not all at the same moment, and not all the same page.
		Thread.sleep(PAUSE.multipliedBy(number).dividedBy(COUNT));
		for (int page = number; System.nanoTime() < end; page++) {
			String path = this.pages.get(page % this.pages.size());
			long begin = System.nanoTime();
			HttpResponse<String> answer = this.readers.get(number).ask(path);
			times.add((System.nanoTime() - begin) / 1e6);
			if (answer.statusCode() != 200) {
				throw new IllegalStateException("%s answered %d".formatted(path, answer.statusCode()));
			}
			Thread.sleep(PAUSE);
		}
		return times;
	}

	public static double percentile(List<Double> times, int percent) {
		List<Double> sorted = times.stream().sorted().toList();
		return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
	}

	@Override
	public void close() {
		this.readers.forEach((reader) -> reader.browser().close());
	}

	/**
	 * One of them.
	 */
	private record Reader(Browser browser, String token) {

		HttpResponse<String> ask(String path) {
			return path.startsWith("/api/") ? this.browser.call(path, this.token) : this.browser.get(path);
		}

	}

}

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
import io.groundwork.sandbox.Person;
import io.groundwork.sandbox.PortalProcess;

/**
 * Ten people who open pages, each with a pause of a tenth of a second before the next.
 */
final class Readers implements AutoCloseable {

	static final int COUNT = 10;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final List<Browser> browsers;

	private final List<String> pages;

	private Readers(List<Browser> browsers, List<String> pages) {
		this.browsers = browsers;
		this.pages = pages;
	}

	static Readers of(PortalProcess portal, Person person, List<String> pages) {
		return new Readers(
				IntStream.range(0, COUNT).mapToObj((number) -> Browser.signIn(portal.address(), person)).toList(),
				pages);
	}

	/**
	 * Reads for that long.
	 * @return how many milliseconds each page took until it was there whole
	 */
	List<Double> read(Duration time) throws Exception {
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
			HttpResponse<String> answer = this.browsers.get(number).get(path);
			times.add((System.nanoTime() - begin) / 1e6);
			if (answer.statusCode() != 200) {
				throw new IllegalStateException("%s answered %d".formatted(path, answer.statusCode()));
			}
			Thread.sleep(PAUSE);
		}
		return times;
	}

	static double percentile(List<Double> times, int percent) {
		List<Double> sorted = times.stream().sorted().toList();
		return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
	}

	@Override
	public void close() {
		this.browsers.forEach(Browser::close);
	}

}

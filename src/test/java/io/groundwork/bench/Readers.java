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
 * People who open pages, each with a pause before the next; what is below {@code /api}
 * they ask for with a token.
 */
public final class Readers implements AutoCloseable {

	public static final int COUNT = 10;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final List<Reader> readers;

	private final List<String> pages;

	private final Duration pause;

	private Readers(List<Reader> readers, List<String> pages, Duration pause) {
		this.readers = readers;
		this.pages = pages;
		this.pause = pause;
	}

	/**
	 * Ten readers, who pause for a tenth of a second.
	 * @param people who they are, in turn
	 */
	public static Readers of(PortalProcess portal, Issuer issuer, List<String> people, List<String> pages) {
		return of(portal, issuer, people, pages, COUNT, PAUSE);
	}

	/**
	 * So many, who pause for so long.
	 */
	public static Readers of(PortalProcess portal, Issuer issuer, List<String> people, List<String> pages, int count,
			Duration pause) {
		return new Readers(IntStream.range(0, count).mapToObj((number) -> {
			String name = people.get(number % people.size());
			return new Reader(Browser.signIn(portal.address(), issuer.person(name)), issuer.accessToken(name));
		}).toList(), pages, pause);
	}

	/**
	 * Reads for that long.
	 * @return how many milliseconds each page took until it was there whole
	 */
	public List<Double> read(Duration time) throws Exception {
		Seen seen = see(time);
		if (!seen.errors().isEmpty()) {
			throw new IllegalStateException(seen.errors().getFirst());
		}
		return seen.times();
	}

	/**
	 * Reads for that long, whatever the answers are.
	 */
	public Seen see(Duration time) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		try (ExecutorService executor = Executors.newFixedThreadPool(this.readers.size())) {
			List<Future<Seen>> readers = IntStream.range(0, this.readers.size())
				.mapToObj((number) -> executor.submit(() -> read(number, end)))
				.toList();
			Seen all = new Seen(new ArrayList<>(), new ArrayList<>());
			for (Future<Seen> reader : readers) {
				all.times().addAll(reader.get().times());
				all.errors().addAll(reader.get().errors());
			}
			return all;
		}
	}

	private Seen read(int number, long end) throws InterruptedException {
		Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
		// Not all at the same moment, and not all the same page.
		Thread.sleep(this.pause.multipliedBy(number).dividedBy(this.readers.size()));
		for (int page = number; System.nanoTime() < end; page++) {
			String path = this.pages.get(page % this.pages.size());
			long begin = System.nanoTime();
			HttpResponse<String> answer = this.readers.get(number).ask(path);
			seen.times().add((System.nanoTime() - begin) / 1e6);
			if (answer.statusCode() != 200) {
				seen.errors().add("%s answered %d".formatted(path, answer.statusCode()));
			}
			Thread.sleep(this.pause);
		}
		return seen;
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
	 * What they saw.
	 *
	 * @param times how many milliseconds each page took until it was there whole
	 * @param errors what was not answered well
	 */
	public record Seen(List<Double> times, List<String> errors) {

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

package io.groundwork.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.groundwork.database.Signals;
import io.groundwork.identity.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells open pages that something has happened to what they show, and nothing else: what
 * they may see is decided when they look.
 */
@Component
public class Changes implements SmartLifecycle {

	private static final byte[] CHANGED = "data: changed\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "event: end\ndata: end\n\n".getBytes(StandardCharsets.US_ASCII);

	/** What happens within this time is told at once. */
	private static final long BREATH = 200;

	private final Streams streams;

	private final Signals signals;

	private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	Changes(Streams streams, Signals signals) {
		this.streams = streams;
		this.signals = signals;
	}

	/**
	 * Says that something has changed, at first since it may have until now, and then as
	 * often as it does.
	 * @param topics the topics of all that is ever watched
	 * @param things what is watched, asked for again after each change as it may have led
	 * to others; none when nothing will change any more
	 */
	public void watch(SignedIn who, List<String> topics, Supplier<Set<Thing>> things, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		this.streams.open(who, request, response, (stream) -> {
			try (Watch watch = new Watch(topics)) {
				tell(stream, watch, things);
			}
		});
	}

	private void tell(Stream stream, Watch watch, Supplier<Set<Thing>> things)
			throws IOException, InterruptedException {
		long patience = stream.patience();
		while (patience > 0 && this.running) {
			if (watch.changed(patience)) {
				if (stream.shut() || !this.running) {
					return;
				}
				watch.things = things.get();
				stream.write(CHANGED);
				if (watch.things.isEmpty()) {
					stream.write(END);
					return;
				}
				Thread.sleep(BREATH);
			}
			else {
				stream.alive();
			}
			patience = stream.patience();
		}
		stream.again();
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Lets everybody who watches go, or a server that waits for its last answers would
	 * wait for them.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.watches.forEach(Watch::wake);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * One page that is open.
	 */
	private final class Watch implements AutoCloseable {

		private final Semaphore news = new Semaphore(1);

		private final List<Signals.Listening> listening = new ArrayList<>();

		private volatile Set<Thing> things = Set.of();

		Watch(List<String> topics) {
			Changes.this.watches.add(this);
			for (String topic : topics) {
				this.listening.add(Changes.this.signals.listen(topic, (number) -> {
					if (this.things.contains(new Thing(topic, number))) {
						wake();
					}
				}, this::wake));
			}
		}

		boolean changed(long patience) throws InterruptedException {
			boolean changed = this.news.tryAcquire(patience, TimeUnit.MILLISECONDS);
			this.news.drainPermits();
			return changed;
		}

		void wake() {
			this.news.release();
		}

		@Override
		public void close() {
			this.listening.forEach(Signals.Listening::close);
			Changes.this.watches.remove(this);
		}

	}

}

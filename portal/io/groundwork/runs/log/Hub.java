package io.groundwork.runs.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest lines of one run, read once for all who watch it in this process.
 */
final class Hub {

	private static final Logger log = LoggerFactory.getLogger(Hub.class);

	/** So many bytes of the newest lines are kept. */
	private static final int KEPT = 1024 * 1024;

	private static final int PORTION = 128 * 1024;

	/** In case a signal went astray. */
	private static final long LOOK_ANYWAY = 30_000;

	private static final long PAUSE = 500;

	private final long run;

	private final StoredLogs logs;

	private final ReentrantLock lock = new ReentrantLock();

	/** There is something new for those who watch. */
	private final Condition news = this.lock.newCondition();

	/** There may be something new to read. */
	private final Condition woken = this.lock.newCondition();

	private final Deque<Events> recent = new ArrayDeque<>();

	private int size;

	/** Lines after this one are in {@link #recent}. */
	private long from;

	private long last;

	private boolean ready;

	private boolean look = true;

	private boolean closed;

	private @Nullable LogEnd end;

	/** Kept by {@link Hubs}. */
	int watchers;

	Hub(long run, StoredLogs logs) {
		this.run = run;
		this.logs = logs;
		Thread.ofVirtual().name("log-hub-" + run).start(this::read);
	}

	/**
	 * There may be something to read.
	 */
	void wake() {
		this.lock.lock();
		try {
			this.look = true;
			this.woken.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.woken.signal();
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What somebody who has seen that line gets next; waits for it.
	 */
	Next after(long seq, long millis) throws InterruptedException {
		long left = TimeUnit.MILLISECONDS.toNanos(millis);
		this.lock.lock();
		try {
			while (true) {
				if (this.closed) {
					return new Closed();
				}
				if (this.ready && seq < this.from) {
					return new Behind();
				}
				if (this.ready && seq < this.last) {
					List<Events> news = new ArrayList<>();
					this.recent.stream().filter((events) -> events.last() > seq).forEach(news::add);
					return new News(news);
				}
				if (this.end != null) {
					return new Ended(this.end);
				}
				if (left <= 0) {
					return new Nothing();
				}
				left = this.news.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void read() {
		try {
			while (await()) {
				try {
					begin();
					while (more()) {
						// On to the last.
					}
				}
				catch (RuntimeException ex) {
					log.debug("The log of run {} cannot be read now", this.run, ex);
					TimeUnit.MILLISECONDS.sleep(PAUSE);
					wake();
				}
			}
		}
		catch (InterruptedException ex) {
			close();
		}
	}

	private boolean await() throws InterruptedException {
		this.lock.lock();
		try {
			if (!this.look && !this.closed && this.end == null
					&& !this.woken.await(LOOK_ANYWAY, TimeUnit.MILLISECONDS)) {
				log.trace("Looking at the log of run {} without being told", this.run);
			}
			this.look = false;
			return !this.closed && this.end == null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What was there before anybody watched is read by each by themselves.
	 */
	private void begin() {
		if (!this.ready) {
			long there = this.logs.lastSeq(this.run);
			this.lock.lock();
			try {
				this.from = there;
				this.last = there;
				this.ready = true;
				this.news.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private boolean more() {
		List<LogPortion> portions = this.logs.after(this.run, this.last, PORTION);
		if (!portions.isEmpty()) {
			List<Events> events = portions.stream().map(Events::of).toList();
			add(events);
			return true;
		}
		Optional<LogEnd> found = this.logs.end(this.run);
		if (found.isPresent() && found.get().lastSeq() > this.last) {
			return true;
		}
		found.ifPresent(this::end);
		return false;
	}

	private void add(List<Events> events) {
		this.lock.lock();
		try {
			for (Events some : events) {
				this.recent.add(some);
				this.size += some.size();
				this.last = some.last();
			}
			while (this.size > KEPT && this.recent.size() > 1) {
				Events oldest = this.recent.removeFirst();
				this.size -= oldest.size();
				this.from = oldest.last();
			}
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void end(LogEnd found) {
		this.lock.lock();
		try {
			this.end = found;
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What somebody who watches is to do.
	 */
	sealed interface Next {

	}

	/** Send these. */
	record News(List<Events> events) implements Next {

	}

	/** Read on from storage. */
	record Behind() implements Next {

	}

	/** Say that it was the last line. */
	record Ended(LogEnd end) implements Next {

	}

	/** Show that the stream lives. */
	record Nothing() implements Next {

	}

	/** Leave. */
	record Closed() implements Next {

	}

}

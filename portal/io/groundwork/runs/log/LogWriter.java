package io.groundwork.runs.log;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.groundwork.masking.Clean;
import io.groundwork.masking.Mask;
import io.groundwork.masking.MaskedStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataIntegrityViolationException;

/**
 * Writes the log of a run for as long as a claim of it holds: numbers the lines, takes
 * secrets out, and stores what has come together while the last were stored. While the
 * database is away it waits, and so does whoever writes.
 */
public final class LogWriter implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

	/** A chunk has at most so many characters, but for one long line in several parts. */
	private static final int CHUNK = 64 * 1024;

	/** So many characters may wait. */
	private static final int WAITING = 4 * CHUNK;

	/**
	 * Stores of one run are so far apart at least, since each is told to all processes.
	 */
	private static final long BREATH = TimeUnit.MILLISECONDS.toNanos(20);

	/** Longer lines are cut. */
	private static final int LONGEST = 16 * 1024;

	private static final long LONGEST_PAUSE = 1_000;

	private final long run;

	private final long fence;

	private final LogChunks chunks;

	private final JsonMapper json;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<Entry> waiting = new ArrayDeque<>();

	private int size;

	private boolean storing;

	private int settling;

	private boolean closed;

	private @Nullable RuntimeException failure;

	private Mask mask;

	private final LogPosition start;

	private final LogRoom room;

	private final Map<String, MaskedStream> streams = new HashMap<>();

	private final Thread thread;

	private long lastSeq;

	LogWriter(long run, long fence, LogPosition start, Mask mask, LogRoom room, LogChunks chunks, JsonMapper json,
			Clock clock) {
		this.room = room;
		this.run = run;
		this.fence = fence;
		this.start = start;
		this.lastSeq = start.lastSeq();
		this.mask = mask;
		this.chunks = chunks;
		this.json = json;
		this.clock = clock;
		this.thread = Thread.ofVirtual().name("log-" + run + "-" + fence).start(this::store);
	}

	/**
	 * Where this writer goes on.
	 */
	public LogPosition start() {
		return this.start;
	}

	/**
	 * Takes these secrets out of all lines from now on.
	 * @param more hides what was hidden before and some more
	 */
	public void hide(Mask more) {
		this.lock.lock();
		try {
			if (more != this.mask) {
				this.mask = more;
				this.streams.clear();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds a line that the portal itself says.
	 */
	public void line(String step, LogLevel level, String text) {
		line(step, level, text, null, null, 0);
	}

	/**
	 * Adds a line, or several if the text has line breaks. Waits while too many wait to
	 * be stored.
	 * @param resource the address of the resource that it is about, if it is about one
	 * @param source the file that it comes from, if it comes from one
	 * @param sourceEnd up to which byte the file was read with this line
	 * @throws ClaimOverException if the claim is over; none of what waits is stored
	 */
	public void line(String step, LogLevel level, String text, @Nullable String resource, @Nullable String source,
			long sourceEnd) {
		String clean = Clean.text(text);
		this.lock.lock();
		try {
			while (this.size >= WAITING && this.failure == null && !this.closed) {
				this.changed.await();
			}
			check();
			Entry entry = new Entry(this.clock.instant().toString(), step, level.word(), masked(clean, source),
					(resource != null) ? this.mask.apply(resource) : null, source, sourceEnd);
			// What the portal itself says is little, and what people need to know.
			if (this.room.take(entry.size()) || source == null) {
				add(entry);
			}
			else {
				fillAndTell(step);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the log of run %d waited".formatted(this.run), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(Entry entry) {
		this.waiting.add(entry);
		this.size += entry.size();
		this.changed.signalAll();
	}

	/**
	 * How many bytes the log may have.
	 */
	public long most() {
		return this.room.bytes();
	}

	/**
	 * Says what to do once the log may have no more lines; it is done in a thread of its
	 * own.
	 */
	public void whenFull(Runnable what) {
		this.room.whenFull(what);
	}

	/**
	 * From now on nothing is kept that comes from a file, and the log says so: no other
	 * line may come that would.
	 */
	public void fill(String step) {
		this.lock.lock();
		try {
			if (!this.closed && this.failure == null) {
				fillAndTell(step);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void fillAndTell(String step) {
		this.room.fill();
		if (this.room.untold()) {
			add(new Entry(this.clock.instant().toString(), step, LogLevel.WARN.word(), List
				.of("What Terraform says from here on is not kept: the log has come to the %s that groundwork.runs.log-limit allows"
					.formatted(this.room.most())), null, null, 0));
		}
	}

	/**
	 * Why the log will lack lines, if it does: the end of a sentence.
	 */
	public Optional<String> missing() {
		return this.room.missing();
	}

	/**
	 * Waits until all is stored.
	 * @throws ClaimOverException if the claim is over
	 */
	public void flush() {
		this.lock.lock();
		try {
			settle();
			check();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until all is stored, or cannot be because the claim is over; then says no
	 * more.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			settle();
			this.closed = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Stops at once, without storing what waits: for a worker that knows its claim to be
	 * over, or that ends while the database is away. Whoever takes the run over reads the
	 * files on from where they were stored.
	 */
	public void abandon() {
		this.lock.lock();
		try {
			if (this.failure == null) {
				this.failure = new ClaimOverException(this.run, this.fence);
			}
			this.closed = true;
			this.waiting.clear();
			this.size = 0;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.thread.interrupt();
	}

	/**
	 * Rests, unless somebody waits for all to be stored.
	 */
	private void breathe(long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = nanos;
			while (left > 0 && this.settling == 0 && this.failure == null) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settle() {
		this.settling++;
		this.changed.signalAll();
		try {
			while ((this.storing || !this.waiting.isEmpty()) && this.failure == null) {
				this.changed.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the log of run %d was stored".formatted(this.run), ex);
		}
		finally {
			this.settling--;
		}
	}

	private void check() {
		if (this.failure instanceof ClaimOverException) {
			throw new ClaimOverException(this.run, this.fence);
		}
		if (this.failure != null) {
			throw new IllegalStateException("The log of run %d cannot be written".formatted(this.run), this.failure);
		}
		if (this.closed) {
			throw new IllegalStateException("The log of run %d was closed".formatted(this.run));
		}
	}

	private List<String> masked(String text, @Nullable String source) {
		MaskedStream stream = this.streams.computeIfAbsent((source != null) ? source : "",
				(file) -> this.mask.stream(this.start.of(file) > 0));
		List<String> lines = new ArrayList<>(1);
		text.lines().map((line) -> Clean.cut(stream.next(line), LONGEST)).forEach(lines::add);
		return lines.isEmpty() ? List.of("") : lines;
	}

	private void store() {
		try {
			for (LogChunk chunk = next(); chunk != null; chunk = next()) {
				long begun = System.nanoTime();
				store(chunk);
				this.lastSeq = chunk.last();
				long left = BREATH - (System.nanoTime() - begun);
				if (!done()) {
					breathe(left);
				}
			}
		}
		catch (InterruptedException | RuntimeException ex) {
			this.lock.lock();
			try {
				if (this.failure == null) {
					this.failure = (ex instanceof RuntimeException failed) ? failed : new IllegalStateException(ex);
				}
				this.waiting.clear();
				this.size = 0;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Tells whether a whole chunk waits already.
	 */
	private boolean done() {
		this.lock.lock();
		try {
			this.storing = false;
			this.changed.signalAll();
			return this.size >= CHUNK;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * All that waits, as far as it fits into a chunk; nothing once the writer is closed.
	 */
	private @Nullable LogChunk next() throws InterruptedException {
		List<Entry> entries = new ArrayList<>();
		this.lock.lock();
		try {
			while (this.waiting.isEmpty()) {
				if (this.closed) {
					return null;
				}
				this.changed.await();
			}
			this.storing = true;
			int taken = 0;
			while (!this.waiting.isEmpty() && (taken == 0 || taken + this.waiting.getFirst().size() <= CHUNK)) {
				Entry entry = this.waiting.removeFirst();
				taken += entry.size();
				entries.add(entry);
			}
			this.size -= taken;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		return chunk(entries);
	}

	private LogChunk chunk(List<Entry> entries) {
		StringBuilder lines = new StringBuilder();
		Map<String, Long> sources = new HashMap<>();
		long seq = this.lastSeq;
		for (Entry entry : entries) {
			for (String text : entry.lines()) {
				LogLine line = new LogLine(++seq, entry.at(), entry.step(), entry.level(), text, entry.resource());
				lines.append(this.json.writeValueAsString(line)).append('\n');
			}
			if (entry.source() != null) {
				sources.merge(entry.source(), entry.sourceEnd(), Math::max);
			}
		}
		return new LogChunk(this.lastSeq + 1, seq, lines.toString(), sources);
	}

	/**
	 * Until it is there: when an answer was lost nobody knows whether it is, and adding
	 * it again finds out.
	 */
	private void store(LogChunk chunk) throws InterruptedException {
		long pause = 50;
		while (true) {
			try {
				if (!this.chunks.add(this.run, this.fence, chunk)) {
					throw new ClaimOverException(this.run, this.fence);
				}
				if (pause > 50) {
					log.info("The log of run {} is being stored again", this.run);
				}
				return;
			}
			catch (ClaimOverException | DataIntegrityViolationException ex) {
				throw ex;
			}
			catch (RuntimeException ex) {
				if (pause == 50) {
					log.warn("The log of run {} cannot be stored now; it waits: {}", this.run, ex.getMessage());
				}
				TimeUnit.MILLISECONDS.sleep(pause);
				pause = Math.min(LONGEST_PAUSE, 2 * pause);
			}
		}
	}

	/**
	 * What was said at once; its lines are stored together or not at all.
	 */
	private record Entry(String at, String step, String level, List<String> lines, @Nullable String resource,
			@Nullable String source, long sourceEnd) {

		int size() {
			return this.lines.stream().mapToInt(String::length).sum() + 120 * this.lines.size();
		}

	}

}

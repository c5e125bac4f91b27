package io.groundwork.live;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Server-sent events to one browser or script. Whoever writes them does so while
 * {@link #patience} lasts and the watcher is not {@link #shut} out, and ends with
 * {@link #again}.
 */
public final class Stream {

	/** By then it says that it lives. */
	private static final long HEARTBEAT = 15_000;

	private static final byte[] BEGIN = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);

	/** It is time to come again, and nothing is wrong. */
	private static final byte[] AGAIN = "retry: 50\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);

	private final OutputStream out;

	private final BooleanSupplier shut;

	private final long end;

	/**
	 * @param longest by then it ends; those who came at once do not come again at once
	 * @param shut whether whoever watches must not see any more
	 */
	public Stream(OutputStream out, Duration longest, BooleanSupplier shut) {
		this.out = out;
		this.shut = shut;
		this.end = System.nanoTime() + longest.toNanos() - ThreadLocalRandom.current().nextLong(longest.toNanos() / 5);
	}

	public OutputStream out() {
		return this.out;
	}

	/**
	 * How many milliseconds it may wait for news before it says that it lives; none when
	 * its time is over.
	 */
	public long patience() {
		long left = this.end - System.nanoTime();
		return (left > 0) ? Math.min(HEARTBEAT, TimeUnit.NANOSECONDS.toMillis(left) + 1) : 0;
	}

	public boolean shut() {
		return this.shut.getAsBoolean();
	}

	public void alive() throws IOException {
		write(ALIVE);
	}

	public void again() throws IOException {
		write(AGAIN);
	}

	void begin() throws IOException {
		write(BEGIN);
	}

	void write(byte[] event) throws IOException {
		this.out.write(event);
		this.out.flush();
	}

}

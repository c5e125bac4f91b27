package io.groundwork.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Ends what was started, last first, on Ctrl-C, a request to terminate, a closed
 * terminal, or the end of make. Shutdown hooks would not do: they run all at once, and
 * the database would go before the portal.
 */
final class Ending {

	private static final Logger logger = LoggerFactory.getLogger(Ending.class);

	/**
	 * A server that will not end must not keep the terminal.
	 */
	private static final Duration MOST = Duration.ofSeconds(30);

	private final Deque<AutoCloseable> started = new ArrayDeque<>();

	private final CountDownLatch asked = new CountDownLatch(1);

	private final AtomicBoolean ended = new AtomicBoolean();

	void listen() {
		for (String name : new String[] { "INT", "TERM", "HUP" }) {
			try {
				Signal.handle(new Signal(name), (signal) -> this.asked.countDown());
			}
			catch (IllegalArgumentException ex) {
				logger.debug("This system has no signal {}", name);
			}
		}
	}

	/**
	 * Make passes a request to terminate on, but keeps an interrupt that reached only it
	 * to itself and waits; and when it is killed nobody tells us. So its state is looked
	 * at.
	 */
	void follow(ProcessHandle caller) {
		caller.onExit().thenRun(this.asked::countDown);
		Path status = Path.of("/proc", Long.toString(caller.pid()), "status");
		if (!catchesInterrupts(status)) {
			return;
		}
		Thread.ofVirtual().name("caller").start(() -> {
			try {
				while (catchesInterrupts(status) && !this.asked.await(500, TimeUnit.MILLISECONDS)) {
					logger.trace("Still wanted");
				}
				this.asked.countDown();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	<T extends AutoCloseable> T started(T part) {
		synchronized (this.started) {
			this.started.push(part);
		}
		return part;
	}

	boolean isAsked() {
		return this.asked.getCount() == 0;
	}

	void await() throws InterruptedException {
		this.asked.await();
	}

	/**
	 * Ends everything and then the process.
	 */
	void end(int exitCode) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		Thread.ofPlatform().daemon().name("impatience").start(() -> {
			try {
				Thread.sleep(MOST);
				Runtime.getRuntime().halt(1);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		closeAll();
		// Not exit: the hooks of what was closed have nothing left to do.
		Runtime.getRuntime().halt(exitCode);
	}

	void closeAll() {
		while (true) {
			AutoCloseable part;
			synchronized (this.started) {
				part = this.started.poll();
			}
			if (part == null) {
				return;
			}
			try {
				part.close();
			}
			catch (Exception ex) {
				logger.warn("{} did not end well", part, ex);
			}
		}
	}

	/**
	 * The second bit of the mask is SIGINT's. Whatever cannot be read is not watched.
	 */
	private static boolean catchesInterrupts(Path status) {
		try {
			return Files.readAllLines(status)
				.stream()
				.filter((line) -> line.startsWith("SigCgt:"))
				.anyMatch((line) -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
		}
		catch (IOException ex) {
			return false;
		}
	}

}

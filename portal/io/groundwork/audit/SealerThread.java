package io.groundwork.audit;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets the sealer pass whenever this process has written, and now and then for what
 * another left behind when it died.
 */
@Component
class SealerThread implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SealerThread.class);

	/** How long a row of a process that died waits at most. */
	private static final long POLL = 400;

	/** Rows that come in quick succession are chained together. */
	private static final long PAUSE = 20;

	private static final long PAUSE_AFTER_FAILURE = 500;

	private final Sealer sealer;

	private final AnchorThread anchors;

	private final BlockingQueue<Boolean> signals = new LinkedBlockingQueue<>(1);

	private @Nullable Thread thread;

	private volatile boolean running;

	private boolean failing;

	SealerThread(Sealer sealer, AnchorThread anchors) {
		this.sealer = sealer;
		this.anchors = anchors;
	}

	/**
	 * There is something to chain.
	 */
	void wake() {
		this.signals.offer(true);
	}

	@Override
	public synchronized void start() {
		if (this.running) {
			return;
		}
		this.running = true;
		this.thread = Thread.ofPlatform().daemon().name("audit-sealer").start(this::run);
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		wake();
		Thread ending = this.thread;
		if (ending != null) {
			try {
				ending.join(5_000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops after the web server, so that its last rows are chained too.
	 */
	@Override
	public int getPhase() {
		return 0;
	}

	private void run() {
		try {
			while (this.running) {
				this.signals.poll(POLL, TimeUnit.MILLISECONDS);
				Thread.sleep(pass());
			}
			pass();
		}
		catch (InterruptedException ex) {
			this.running = false;
		}
	}

	/**
	 * Passes once and tells how long to rest.
	 */
	private long pass() {
		try {
			Sealer.Pass pass = this.sealer.pass();
			if (this.failing) {
				logger.info("The audit record is being chained again");
				this.failing = false;
			}
			if (!pass.held()) {
				// Whoever holds the chain may have looked before we wrote.
				wake();
			}
			if (pass.closed()) {
				this.anchors.wake();
			}
			return PAUSE;
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("The audit record cannot be chained now; rows wait and none is lost", ex);
				this.failing = true;
			}
			wake();
			return PAUSE_AFTER_FAILURE;
		}
	}

}

package io.groundwork.audit;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Anchors closed segments; apart from the sealer, so that a slow object store does not
 * hold up the chain.
 */
@Component
class AnchorThread implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(AnchorThread.class);

	private static final long POLL = 15_000;

	private final JdbcClient jdbc;

	private final Anchors anchors;

	private final BlockingQueue<Boolean> signals = new LinkedBlockingQueue<>(1);

	private @Nullable Thread thread;

	private volatile boolean running;

	private boolean failing;

	AnchorThread(JdbcClient jdbc, Anchors anchors) {
		this.jdbc = jdbc;
		this.anchors = anchors;
	}

	void wake() {
		this.signals.offer(true);
	}

	/**
	 * Anchors what is closed and not anchored yet. Two processes may do the same at once:
	 * a name is kept once, with what came first.
	 */
	void anchor() {
		List<Segment> waiting = this.jdbc.sql("""
				select s.statement from audit_segment s
				where not exists (select from audit_anchor a where a.segment = s.number) order by s.number
				""").query((columns, number) -> Segment.parse(columns.getString(1))).list();
		for (Segment segment : waiting) {
			String kept = this.anchors.put(segment.objectName(), segment.statement());
			if (!kept.equals(segment.statement())) {
				throw new IllegalStateException("Another statement is anchored as %s; the audit record was rewritten, "
						+ "or two portals share one object store".formatted(segment.objectName()));
			}
			this.jdbc.sql("insert into audit_anchor (segment, object) values (?, ?) on conflict do nothing")
				.params(segment.number(), segment.objectName())
				.update();
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.signals.offer(true);
		this.thread = Thread.ofPlatform().daemon().name("audit-anchors").start(this::run);
	}

	@Override
	public void stop() {
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

	@Override
	public int getPhase() {
		return 0;
	}

	private void run() {
		try {
			while (this.running) {
				this.signals.poll(POLL, TimeUnit.MILLISECONDS);
				tryToAnchor();
			}
		}
		catch (InterruptedException ex) {
			this.running = false;
		}
	}

	private void tryToAnchor() {
		try {
			anchor();
			if (this.failing) {
				logger.info("Segments of the audit record are being anchored again");
				this.failing = false;
			}
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("Segments of the audit record cannot be anchored now; they wait", ex);
				this.failing = true;
			}
		}
	}

}

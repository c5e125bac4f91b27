package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what is due, when it is due. What is planned is kept with everything else, so that
 * a restart in the middle of a life goes on with it.
 */
final class Life implements AutoCloseable {

	/**
	 * A clock may be moved by a test, and does not say so.
	 */
	private static final long LOOK_MILLIS = 20;

	private static final long RETRY_MILLIS = 100;

	private static final Log log = LogFactory.getLog(Life.class);

	private final Map<String, BiPredicate<Draft, Item>> steps = new HashMap<>();

	/**
	 * When to try again what could not be done: waiting is nothing for the journal.
	 */
	private final Map<Long, Long> retries = new HashMap<>();

	private final Semaphore planned = new Semaphore(0);

	private final Store store;

	private final Clock clock;

	private volatile boolean over;

	Life(Store store, Clock clock) {
		this.store = store;
		this.clock = clock;
	}

	/**
	 * Says what a step does; the item it gets has the subject as its parent. A step that
	 * answers false could not be done yet, and is tried again.
	 */
	void step(String name, BiPredicate<Draft, Item> work) {
		this.steps.put(name, work);
	}

	/**
	 * Plans a step for later; with it goes what it needs to know.
	 */
	void plan(Draft draft, Duration delay, String step, long subject, ObjectNode notes) {
		ObjectNode hidden = notes.deepCopy().put("step", step).put("due", this.clock.millis() + delay.toMillis());
		draft.put(new Item(Kind.DUE, draft.nextId(), subject, "", Json.object(), hidden));
		draft.then(this.planned::release);
	}

	/**
	 * Forgets what was planned for something that is gone.
	 */
	void forget(Draft draft, long subject) {
		draft.children(Kind.DUE, subject).forEach(draft::remove);
	}

	void start() {
		Thread.ofVirtual().name("linode-life").start(this::live);
	}

	private void live() {
		try {
			while (!this.over) {
				long now = this.clock.millis();
				List<Item> waiting = this.store.all(Kind.DUE);
				waiting.sort(Comparator.comparingLong(this::due).thenComparingLong(Item::id));
				waiting.stream().filter((item) -> due(item) <= now).forEach(this::take);
				if (waiting.isEmpty()) {
					this.planned.acquire();
				}
				else if (waiting.stream().allMatch((item) -> due(item) > now)) {
					this.planned.tryAcquire(Math.min(LOOK_MILLIS, due(waiting.getFirst()) - now),
							TimeUnit.MILLISECONDS);
				}
				this.planned.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private long due(Item item) {
		return this.retries.getOrDefault(item.id(), item.hidden().path("due").asLong(0));
	}

	private void take(Item item) {
		if (this.over) {
			return;
		}
		try {
			this.store.run((draft) -> {
				// A step before it may have made it pointless.
				this.retries.remove(item.id());
				if (draft.find(Kind.DUE, item.id()).isPresent()) {
					BiPredicate<Draft, Item> work = this.steps.get(item.secret("step"));
					if (work == null || work.test(draft, item)) {
						draft.remove(item);
					}
					else {
						this.retries.put(item.id(), this.clock.millis() + RETRY_MILLIS);
					}
				}
			});
		}
		catch (RuntimeException ex) {
			if (!this.over) {
				log.error("The step " + item.secret("step") + " failed and is given up", ex);
				this.store.run((draft) -> draft.remove(item));
			}
		}
	}

	@Override
	public void close() {
		this.over = true;
		this.planned.release();
	}

}

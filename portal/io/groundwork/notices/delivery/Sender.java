package io.groundwork.notices.delivery;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.groundwork.database.Signals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sends what waits as soon as it may go out. No connection to the database is held while
 * somebody outside is spoken to.
 */
@Component
class Sender implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Sender.class);

	/** So many are spoken to at once, each target by one. */
	private static final int AT_ONCE = 4;

	private final Outbox outbox;

	private final SlackDelivery slack;

	private final WebhookDelivery webhooks;

	private final Signals signals;

	private final Semaphore room = new Semaphore(AT_ONCE);

	/** Grows with each time that something may be there to send. */
	private final AtomicInteger woken = new AtomicInteger();

	private Signals.@Nullable Listening listening;

	private volatile boolean running;

	Sender(Outbox outbox, SlackDelivery slack, WebhookDelivery webhooks, Signals signals) {
		this.outbox = outbox;
		this.slack = slack;
		this.webhooks = webhooks;
		this.signals = signals;
	}

	@Override
	public void start() {
		this.running = true;
		this.listening = this.signals.listen(Outbox.TOPIC, (any) -> wake(), this::wake);
	}

	@Override
	public void stop() {
		this.running = false;
		Signals.Listening heard = this.listening;
		if (heard != null) {
			heard.close();
			this.listening = null;
		}
		// What is on its way is waited for.
		this.room.acquireUninterruptibly(AT_ONCE);
		this.room.release(AT_ONCE);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Something may be there to send.
	 */
	void wake() {
		this.woken.incrementAndGet();
		another();
	}

	private void another() {
		if (this.running && this.room.tryAcquire()) {
			Thread.ofVirtual().name("notices").start(this::work);
		}
	}

	private void work() {
		int seen;
		do {
			seen = this.woken.get();
			sendAll();
		}
		while (this.running && seen != this.woken.get());
		this.room.release();
		// Somebody may have been turned away just before there was room.
		if (seen != this.woken.get()) {
			another();
		}
	}

	private void sendAll() {
		try {
			while (this.running) {
				Optional<Delivery> next = this.outbox.claim();
				if (next.isEmpty()) {
					return;
				}
				another();
				send(next.get());
			}
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("Notices are sent later", ex);
		}
		catch (RuntimeException ex) {
			logger.warn("Notices are sent within half a minute", ex);
		}
	}

	private void send(Delivery delivery) {
		Outcome outcome;
		try {
			outcome = switch (delivery.way()) {
				case SLACK -> this.slack.deliver(delivery);
				case WEBHOOK -> this.webhooks.deliver(delivery);
			};
		}
		catch (RuntimeException ex) {
			logger.warn("Delivery {} could not be sent, and is tried again", delivery.id(), ex);
			outcome = new Outcome.Failed("The portal could not send it; its log says why");
		}
		if (outcome instanceof Outcome.Failed failed) {
			logger.info("Delivery {} to {} has not arrived: {}", delivery.id(), delivery.target(), failed.why());
		}
		this.outbox.ended(delivery, outcome);
	}

}

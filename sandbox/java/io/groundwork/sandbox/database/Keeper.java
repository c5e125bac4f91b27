package io.groundwork.sandbox.database;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.groundwork.sandbox.linode.Databases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees in a thread of its own that one database is as it is wanted, one thing after the
 * other, also when its server dies.
 */
final class Keeper {

	private static final Logger log = LoggerFactory.getLogger(Keeper.class);

	private final Semaphore news = new Semaphore(0);

	private final long id;

	private final Server server;

	private final Thread thread;

	private Databases.Wanted wanted;

	private Optional<Databases.Access> access = Optional.empty();

	private boolean over;

	private boolean unwanted;

	/**
	 * Known to the thread alone.
	 */
	private String password = "";

	private String complaint = "";

	Keeper(Server server, Databases.Wanted wanted) {
		this.id = wanted.id();
		this.server = server;
		this.wanted = wanted;
		this.thread = Thread.ofVirtual().name("database " + this.id).start(this::keep);
	}

	synchronized void want(Databases.Wanted changed) {
		if (!changed.equals(this.wanted)) {
			this.wanted = changed;
			this.access = Optional.empty();
			this.news.release();
		}
	}

	private synchronized Databases.Wanted wanted() {
		return this.wanted;
	}

	synchronized Optional<Databases.Access> access() {
		return this.access;
	}

	private synchronized void settle(Databases.Wanted done) {
		if (done.equals(this.wanted)) {
			this.access = Optional.of(this.server.access());
		}
	}

	private synchronized void lost() {
		this.access = Optional.empty();
		this.news.release();
	}

	/**
	 * Stops the server, and removes what it has if nobody wants it any more.
	 */
	synchronized void end(boolean forGood) {
		this.over = true;
		this.unwanted |= forGood;
		this.access = Optional.empty();
		this.news.release();
	}

	private synchronized boolean isOver() {
		return this.over;
	}

	private synchronized boolean isUnwanted() {
		return this.unwanted;
	}

	boolean isDone() {
		return !this.thread.isAlive();
	}

	void join() throws InterruptedException {
		this.thread.join();
	}

	private void keep() {
		try {
			attempt(this.server::stop);
			while (!isOver()) {
				Databases.Wanted goal = wanted();
				if (attempt(() -> apply(goal))) {
					this.complaint = "";
					settle(goal);
					this.news.acquire();
				}
				else {
					this.news.tryAcquire(1, TimeUnit.SECONDS);
				}
				this.news.drainPermits();
			}
			attempt(this.server::stop);
			if (isUnwanted()) {
				attempt(this.server::forget);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean attempt(Runnable work) {
		try {
			work.run();
			return true;
		}
		catch (RuntimeException ex) {
			// Once is enough for what is tried again and again.
			if (!this.complaint.equals(String.valueOf(ex.getMessage()))) {
				this.complaint = String.valueOf(ex.getMessage());
				log.warn("Database {} is not as wanted: {}", this.id, this.complaint);
			}
			return false;
		}
	}

	private void apply(Databases.Wanted goal) {
		if (!this.server.isMade()) {
			this.server.make(goal.username());
			watch();
		}
		if (goal.suspended()) {
			this.server.stop();
			return;
		}
		if (this.server.process().isPresent()) {
			this.server.admit(goal.allowed());
		}
		else {
			this.server.start(goal.allowed());
			watch();
		}
		if (!goal.password().equals(this.password)) {
			this.server.password(goal.username(), goal.password());
			this.password = goal.password();
		}
	}

	private void watch() {
		this.server.process().ifPresent((process) -> process.onExit().thenRun(this::lost));
	}

}

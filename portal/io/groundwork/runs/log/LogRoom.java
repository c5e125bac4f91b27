package io.groundwork.runs.log;

import java.util.Optional;

import org.springframework.util.unit.DataSize;

/**
 * How much more may be said in the log of one run.
 */
final class LogRoom {

	private final DataSize most;

	private long left;

	private boolean full;

	private boolean told;

	private Runnable whenFull = () -> {
	};

	LogRoom(DataSize most, long taken) {
		this.most = most;
		this.left = most.toBytes() - taken;
	}

	/**
	 * For people.
	 */
	String most() {
		return (this.most.toMegabytes() > 0) ? this.most.toMegabytes() + " MB" : this.most.toBytes() + " bytes";
	}

	long bytes() {
		return this.most.toBytes();
	}

	synchronized void whenFull(Runnable what) {
		this.whenFull = what;
	}

	/**
	 * Takes so many bytes, if they are there.
	 * @return whether they are
	 */
	synchronized boolean take(long bytes) {
		this.left -= bytes;
		return this.left >= 0 && !this.full;
	}

	/**
	 * Nothing more may be said.
	 */
	synchronized void fill() {
		if (!this.full) {
			this.full = true;
			Thread.ofVirtual().name("log-full").start(this.whenFull);
		}
	}

	/**
	 * Whether it has still to be told that it is full.
	 */
	synchronized boolean untold() {
		boolean first = !this.told;
		this.told = true;
		return first;
	}

	synchronized Optional<String> missing() {
		return this.full ? Optional
			.of("it had come to the %s that groundwork.runs.log-limit allows; of what Terraform said since, nothing is kept"
				.formatted(most())) : Optional.empty();
	}

}

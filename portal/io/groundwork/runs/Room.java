package io.groundwork.runs;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;

/**
 * How many runs of this process may have something of their own at work at once. A worker
 * attends to all that it has picked up from others, but begins no more at the same time
 * than it has room for.
 */
@Component
class Room {

	private static final long LOOK_MILLIS = 200;

	private final Semaphore places;

	Room(RunSettings settings) {
		this.places = new Semaphore(settings.capacity(), true);
	}

	/**
	 * Waits a moment for a place.
	 */
	boolean enter() throws InterruptedException {
		return this.places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	void leave() {
		this.places.release();
	}

}

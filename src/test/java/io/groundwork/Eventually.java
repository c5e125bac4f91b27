package io.groundwork;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for an outcome, and fails if it does not come.
 */
public final class Eventually {

	private Eventually() {
	}

	public static void that(Duration limit, BooleanSupplier outcome) {
		that(limit, Duration.ofMillis(5), outcome);
	}

	/**
	 * Looks only so often, where looking costs something.
	 */
	public static void that(Duration limit, Duration pause, BooleanSupplier outcome) {
		long end = System.nanoTime() + limit.toNanos();
		while (!outcome.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new AssertionError("It did not come about within " + limit);
			}
			LockSupport.parkNanos(pause.toNanos());
		}
	}

}

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
		long end = System.nanoTime() + limit.toNanos();
		while (!outcome.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new AssertionError("It did not come about within " + limit);
			}
			LockSupport.parkNanos(5_000_000);
		}
	}

}

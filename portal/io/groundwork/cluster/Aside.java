package io.groundwork.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Does something in a thread that nobody interrupts. A virtual thread that is interrupted
 * closes the connection to the database that it has in hand, and every other one that the
 * pool offers it instead.
 */
final class Aside {

	private Aside() {
	}

	static <T> T call(Supplier<T> work) {
		try {
			return CompletableFuture.supplyAsync(work, (task) -> Thread.ofVirtual().start(task)).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

}

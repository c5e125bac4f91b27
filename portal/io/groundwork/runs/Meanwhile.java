package io.groundwork.runs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Something that is done while something else is.
 *
 * @param <T> what comes of it
 */
final class Meanwhile<T> implements AutoCloseable {

	private final CompletableFuture<T> result;

	private Meanwhile(CompletableFuture<T> result) {
		this.result = result;
	}

	static <T> Meanwhile<T> of(Supplier<T> what) {
		return new Meanwhile<>(CompletableFuture.supplyAsync(what, Thread::startVirtualThread));
	}

	/**
	 * What is done already.
	 */
	static Meanwhile<Boolean> nothing() {
		return new Meanwhile<>(CompletableFuture.completedFuture(true));
	}

	static Meanwhile<Boolean> of(Runnable what) {
		return of(() -> {
			what.run();
			return true;
		});
	}

	/**
	 * Waits for it, and fails as it did.
	 */
	T join() {
		try {
			return this.result.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * Waits until it is over, however it ended, so that nothing goes on behind whoever
	 * has failed.
	 */
	@Override
	public void close() {
		this.result.exceptionally((failure) -> null).join();
	}

}

package io.groundwork.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Asks many things at once, but not so many that others have to wait for us.
 */
final class Parallel {

	private static final int AT_ONCE = 16;

	private Parallel() {
	}

	/**
	 * The answer for each, in their order. All have ended when this returns or throws.
	 */
	static <A, B> List<B> each(Collection<A> all, Function<A, B> work) {
		Semaphore room = new Semaphore(AT_ONCE);
		List<Future<B>> started = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (A one : all) {
				started.add(threads.submit(() -> {
					room.acquire();
					try {
						return work.apply(one);
					}
					finally {
						room.release();
					}
				}));
			}
		}
		List<B> answers = new ArrayList<>();
		for (Future<B> one : started) {
			answers.add(answer(one));
		}
		return answers;
	}

	private static <B> B answer(Future<B> one) {
		try {
			return one.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

}

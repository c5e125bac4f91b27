package io.groundwork.access;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

/**
 * Where what moves on by itself waits for its turn: so many at once are at the database,
 * and so many at clusters, that people find room there even when a thousand grants end in
 * the same minute.
 */
@Component
class Desk {

	private final Semaphore database = new Semaphore(6);

	private final Semaphore clusters = new Semaphore(24);

	<T> T atDatabase(Supplier<T> work) {
		return with(this.database, work);
	}

	<T> T atCluster(Supplier<T> work) {
		return with(this.clusters, work);
	}

	private static <T> T with(Semaphore room, Supplier<T> work) {
		room.acquireUninterruptibly();
		try {
			return work.get();
		}
		finally {
			room.release();
		}
	}

}

package io.groundwork.runs;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import io.groundwork.storage.BrokenSealException;
import io.groundwork.storage.NoSuchObjectException;
import io.groundwork.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Does again what an outage of the database or the object store kept from being done: a
 * run does not fail because of a minute without them.
 */
final class Patience {

	private static final Logger logger = LoggerFactory.getLogger(Patience.class);

	private static final Duration SHORTEST = Duration.ofMillis(200);

	private static final Duration LONGEST = Duration.ofSeconds(2);

	/** Longer than any outage that a run is meant to survive. */
	private static final Duration LIMIT = Duration.ofMinutes(15);

	/**
	 * Connection, resources, operator's intervention, system: the classes of
	 * PostgreSQL's.
	 */
	private static final Set<String> BROKEN = Set.of("08", "53", "57", "58");

	private Patience() {
	}

	/**
	 * @param what what is done, and may be done twice
	 */
	static <T> T insist(Supplier<T> what) {
		long end = System.nanoTime() + LIMIT.toNanos();
		Duration pause = SHORTEST;
		while (true) {
			try {
				return what.get();
			}
			catch (RuntimeException ex) {
				if (!outage(ex) || System.nanoTime() > end) {
					throw ex;
				}
				logger.info("Waiting for what is away, and trying again: {}", ex.getMessage());
				rest(pause);
				pause = (pause.compareTo(LONGEST) < 0) ? pause.multipliedBy(2) : LONGEST;
			}
		}
	}

	static void insist(Runnable what) {
		insist(() -> {
			what.run();
			return true;
		});
	}

	private static void rest(Duration pause) {
		try {
			Thread.sleep(pause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Nobody waits any more", ex);
		}
	}

	/**
	 * Whether it is an outage, and not an answer.
	 */
	static boolean outage(Throwable failure) {
		if (failure instanceof BrokenSealException || failure instanceof NoSuchObjectException) {
			return false;
		}
		return failure instanceof StorageException || failure instanceof DataAccessResourceFailureException
				|| failure instanceof TransientDataAccessException || failure instanceof QueryTimeoutException
				|| failure instanceof CannotCreateTransactionException || failure instanceof TransactionSystemException
				|| disconnected(failure);
	}

	/**
	 * Whether a connection broke down, whatever was made of it on the way here: a
	 * commit's failure has as many names as there are layers.
	 */
	private static boolean disconnected(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLTransientException || cause instanceof SQLRecoverableException
					|| cause instanceof SQLNonTransientConnectionException
					|| (cause instanceof SQLException sql && broken(sql))) {
				return true;
			}
		}
		return false;
	}

	private static boolean broken(SQLException failure) {
		String state = failure.getSQLState();
		// The pool's own word for a connection that it has given up has no state.
		return (state == null) ? "Connection is closed".equals(failure.getMessage())
				: BROKEN.contains(state.substring(0, Math.min(2, state.length())));
	}

}

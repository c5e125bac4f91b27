package io.groundwork.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.groundwork.storage.ObjectHead;
import io.groundwork.storage.ObjectPage;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.StorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Removes what is no longer needed, in an order in which a crash leaves an object too
 * many and never one too few: rows first, then their objects.
 */
@Component
class Cleaning {

	private static final Logger log = LoggerFactory.getLogger(Cleaning.class);

	/**
	 * How many versions of an environment's state are kept.
	 */
	static final int KEPT = 30;

	/**
	 * An object without a row is left alone for so long: its row may be on its way.
	 */
	private static final Duration SPARED = Duration.ofDays(1);

	private static final int PAGE = 500;

	private final JdbcClient jdbc;

	private final Versions versions;

	private final ObjectStore store;

	private final Clock clock;

	Cleaning(JdbcClient jdbc, Versions versions, ObjectStore objectStore, Clock clock) {
		this.jdbc = jdbc;
		this.versions = versions;
		this.store = objectStore;
		this.clock = clock;
	}

	/**
	 * Forgets the versions that are too many. What was written stays written if this
	 * fails, and the next write tries again.
	 */
	void prune(long environment) {
		try {
			this.versions.prune(environment, KEPT).forEach(this::drop);
		}
		catch (DataAccessException | TransactionException ex) {
			log.warn("Old versions of the state of environment {} stay until the next write: {}", environment,
					ex.getMessage());
		}
	}

	/**
	 * Removes an object that no row knows; if that fails the sweep does it.
	 */
	void drop(String object) {
		try {
			this.store.delete(object);
		}
		catch (StorageException ex) {
			log.warn("An object that is no longer needed stays until the next sweep: {}", ex.getMessage());
		}
	}

	/**
	 * Removes an object unless a row has come to know it.
	 */
	void dropUnknown(String object) {
		try {
			orphans(List.of(object)).forEach(this::drop);
		}
		catch (DataAccessException | TransactionException ex) {
			log.warn("Whether an object is needed cannot be said now; the sweep will: {}", ex.getMessage());
		}
	}

	/**
	 * Removes objects without a row, which crashes leave.
	 * @return how many
	 */
	int sweep() {
		Instant before = this.clock.instant().minus(SPARED);
		int removed = 0;
		@Nullable String after = null;
		do {
			ObjectPage page = this.store.list(Intake.OBJECTS, after, PAGE);
			List<String> old = page.objects()
				.stream()
				.filter((object) -> object.modified().isBefore(before))
				.map(ObjectHead::name)
				.toList();
			for (String orphan : orphans(old)) {
				this.store.delete(orphan);
				removed++;
			}
			after = page.next();
		}
		while (after != null);
		return removed;
	}

	private List<String> orphans(List<String> objects) {
		return this.jdbc.sql("""
				select name from unnest(?) as one (name)
				where not exists (select from state_version where object = name)
				  and not exists (select from state_diverged where object = name)""")
			.param(objects.toArray(String[]::new))
			.query((row, number) -> row.getString(1))
			.list();
	}

}

package io.groundwork.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.environments.Environments;
import io.groundwork.web.ForbiddenException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who keeps which state to itself.
 */
@Component
class Locks {

	private final JdbcClient jdbc;

	private final Versions versions;

	private final StateCredentials credentials;

	private final Environments environments;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Locks(JdbcClient jdbc, Versions versions, StateCredentials credentials, Environments environments,
			ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.versions = versions;
		this.credentials = credentials;
		this.environments = environments;
		this.events = events;
		this.clock = clock;
	}

	Optional<StateLock> find(long environment) {
		return this.jdbc.sql("""
				select l.lock_id, l.operation, l.info, l.who, l.version, l.created, l.path, c.run, l.fence, l.locked_at
				from state_lock l join state_credential c on c.fence = l.fence where l.environment_id = ?""")
			.param(environment)
			.query(Locks::read)
			.optional();
	}

	/**
	 * Takes the lock.
	 * @return who holds it instead; none if it is taken, also when the same lock is asked
	 * for again because the answer got lost
	 * @throws ForbiddenException if the claim has ended since it came in at the door: a
	 * lock of its would be nobody's to give back
	 */
	@Transactional
	Optional<StateLock> take(Claim claim, LockInfo wish) {
		this.versions.take(claim.environment());
		if (this.credentials.over(claim.fence())) {
			throw Claim.isOver();
		}
		Optional<StateLock> held = find(claim.environment());
		if (held.isPresent()) {
			return held.filter((lock) -> lock.fence() != claim.fence() || !lock.id().equals(wish.id()));
		}
		this.jdbc.sql("""
				insert into state_lock (environment_id, lock_id, operation, info, who, version, created, path, fence,
					locked_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
			.param(claim.environment())
			.param(wish.id())
			.param(wish.operation())
			.param(wish.info())
			.param(wish.who())
			.param(wish.version())
			.param(wish.created())
			.param(wish.path())
			.param(claim.fence())
			.param(this.clock.instant().atOffset(ZoneOffset.UTC))
			.update();
		return Optional.empty();
	}

	/**
	 * Gives the lock back.
	 * @return who holds it instead; none if nobody does now
	 */
	@Transactional
	Optional<StateLock> giveBack(Claim claim, String id) {
		this.versions.take(claim.environment());
		int gone = this.jdbc.sql("delete from state_lock where environment_id = ? and lock_id = ? and fence = ?")
			.params(claim.environment(), id, claim.fence())
			.update();
		return (gone == 1) ? Optional.empty() : find(claim.environment());
	}

	/**
	 * Breaks the lock, whoever holds it.
	 * @return whose it was; none if nobody's
	 */
	@Transactional
	Optional<StateLock> breakOpen(long environment, String reason, String by) {
		this.versions.take(environment);
		return remove(environment, "state.unlocked", by, Map.of("reason", reason));
	}

	/**
	 * Breaks the lock if that claim holds it, because the claim is over.
	 */
	@Transactional
	boolean release(long environment, long fence) {
		this.versions.take(environment);
		Optional<StateLock> held = find(environment).filter((lock) -> lock.fence() == fence);
		return held.isPresent()
				&& remove(environment, "state.released", "recovery", Map.of("reason", "the claim that held it is over"))
					.isPresent();
	}

	/**
	 * Lets no claim of a run write any more, and breaks the lock if one of them holds it.
	 */
	@Transactional
	void end(long environment, long run) {
		this.versions.take(environment);
		this.credentials.closeAll(environment, run);
		if (find(environment).filter((lock) -> lock.run() == run).isPresent()) {
			remove(environment, "state.released", "recovery", Map.of("reason", "the run that held it is over"));
		}
	}

	private Optional<StateLock> remove(long environment, String action, String by, Map<String, Object> why) {
		Optional<StateLock> held = find(environment);
		held.ifPresent((lock) -> {
			this.jdbc.sql("delete from state_lock where environment_id = ?").param(environment).update();
			Map<String, Object> details = new java.util.TreeMap<>(why);
			details.put("run", lock.run());
			details.put("fence", lock.fence());
			details.put("since", lock.lockedAt());
			details.put("lock", lock.id());
			this.events.publishEvent(new Audited(by, action, "environment:" + this.environments.get(environment).name(),
					Outcome.DONE, details));
		});
		return held;
	}

	private static StateLock read(ResultSet row, int number) throws SQLException {
		return new StateLock(row.getString("lock_id"), row.getString("operation"), row.getString("info"),
				row.getString("who"), row.getString("version"), row.getString("created"), row.getString("path"),
				row.getLong("run"), row.getLong("fence"), row.getObject("locked_at", OffsetDateTime.class).toInstant());
	}

}

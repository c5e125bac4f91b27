package io.groundwork.runs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One execution by a worker.
 *
 * @param number its number
 * @param environment the name of the environment
 * @param plan the number of the run whose plan it carries out
 * @param configuration the files, by their digest
 * @param fence the number of its latest claim
 * @param stop what it was told about ending early
 * @param outcome how it ended, in a sentence
 * @param changes whether there was anything to change, once that is known
 * @param wish the number of the wish that the files were rendered from; null where
 * somebody sent them
 */
public record Run(long number, long environmentId, String environment, String environmentKind, String team,
		RunKind kind, RunStatus status, String askedBy, boolean byPerson, String reason, String configuration,
		boolean destroys, @Nullable Long plan, @Nullable String planDigest, Instant queuedAt,
		@Nullable Instant startedAt, @Nullable Instant endedAt, @Nullable Long worker, long fence, int claims,
		@Nullable Stop stop, @Nullable String outcome, @Nullable Boolean changes, @Nullable Integer wish) {

	static final String COLUMNS = """
			r.number, r.environment_id, e.name as environment, r.environment_kind, e.team, r.kind, r.status, r.asked_by,
			r.by_person, r.reason, r.configuration, r.destroys, r.plan_number, r.plan_digest, r.queued_at, r.started_at,
			r.ended_at, r.worker_id, r.fence, r.claims, r.stop_asked_at, r.stop_asked_by, r.stop_because,
			r.force_asked_at, r.outcome, r.changes, r.spec_number""";

	static final String FROM = " from run r join environment e on e.id = r.environment_id ";

	static Run read(ResultSet row, int number) throws SQLException {
		return new Run(row.getLong("number"), row.getLong("environment_id"), row.getString("environment"),
				row.getString("environment_kind"), row.getString("team"), RunKind.of(row.getString("kind")),
				RunStatus.of(row.getString("status")), row.getString("asked_by"), row.getBoolean("by_person"),
				row.getString("reason"), row.getString("configuration"), row.getBoolean("destroys"),
				row.getObject("plan_number", Long.class), row.getString("plan_digest"), instant(row, "queued_at"),
				maybe(row, "started_at"), maybe(row, "ended_at"), row.getObject("worker_id", Long.class),
				row.getLong("fence"), row.getInt("claims"), Stop.read(row), row.getString("outcome"),
				row.getObject("changes", Boolean.class), row.getObject("spec_number", Integer.class));
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	static @Nullable Instant maybe(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * How long it took, or has taken until now.
	 */
	public Duration took(Instant now) {
		if (this.startedAt == null) {
			return Duration.ZERO;
		}
		return Duration.between(this.startedAt, (this.endedAt != null) ? this.endedAt : now);
	}

	/**
	 * How the audit record and signals name it.
	 */
	String subject() {
		return "run:" + this.number;
	}

	/**
	 * What a run was told about ending early.
	 *
	 * @param at when
	 * @param by by whom
	 * @param because why
	 * @param forcedAt when it was told to end whatever is lost
	 */
	public record Stop(Instant at, String by, Because because, @Nullable Instant forcedAt) {

		static @Nullable Stop read(ResultSet row) throws SQLException {
			Instant at = maybe(row, "stop_asked_at");
			return (at != null) ? new Stop(at, row.getString("stop_asked_by"),
					Because.valueOf(row.getString("stop_because").toUpperCase(Locale.ROOT)),
					maybe(row, "force_asked_at")) : null;
		}

	}

	/**
	 * Why a run is to end early.
	 */
	public enum Because {

		/** Somebody wants it to. */
		CANCEL,

		/** It took too long. */
		TIME,

		/** Its worker is going away. */
		DRAIN,

		/** A person's run waits for the place of a check. */
		PERSON,

		/** It said more than its log may hold. */
		LOG;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}

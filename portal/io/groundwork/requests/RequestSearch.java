package io.groundwork.requests;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lists requests, newest first. For whoever sees only some, those of each team and their
 * own are read by themselves, so that a page costs the same however many others there
 * are.
 */
@Component
class RequestSearch {

	private static final String COLUMNS = """
			r.number, r.kind, r.environment, r.environment_kind, r.team, r.status, r.asked_by, r.asker, r.reason,
			r.asked_at, r.changed_at, r.ended_at, r.note, r.plan_run, r.plan_digest, r.plan_expires_at, r.apply_at,
			r.apply_run, r.undo_plan, r.undo_run, r.whole, r.edition, r.held_by, r.held_until""";

	private final JdbcClient jdbc;

	RequestSearch(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Page<Row> page(SignedIn who, RequestQuery query, @Nullable String after, int size) {
		String filter = filter(query);
		Map<String, Object> parameters = new HashMap<>(Map.of("before", Cursor.number(after, Long.MAX_VALUE), "most",
				size + 1, "me", who.person(), "environment", RequestQuery.word(query.environment()), "kind",
				RequestQuery.word(query.kind()), "status", RequestQuery.word(query.status())));
		String statement;
		if (query.mine()) {
			statement = "select " + COLUMNS + " from request r where r.asked_by = :me and r.number < :before" + filter
					+ " order by r.number desc limit :most";
		}
		else if (Environments.seesAll(who)) {
			statement = "select " + COLUMNS + " from request r where r.number < :before" + filter
					+ " order by r.number desc limit :most";
		}
		else {
			parameters.put("teams", who.teams().toArray(String[]::new));
			statement = """
					select %1$s from (
						select of_team.number from unnest(cast(:teams as text[])) mine (team), lateral (
							select r.number from request r where r.team = mine.team and r.number < :before%2$s
							order by r.number desc limit :most) of_team
						union
						(select r.number from request r where r.asked_by = :me and r.number < :before%2$s
							order by r.number desc limit :most)
					) seen join request r on r.number = seen.number order by r.number desc limit :most"""
				.formatted(COLUMNS, filter);
		}
		List<Row> found = this.jdbc.sql(statement).params(parameters).query(RequestSearch::read).list();
		return Page.of(found, size, (row) -> row, (row) -> Cursor.of(row.number()));
	}

	private static String filter(RequestQuery query) {
		StringBuilder filter = new StringBuilder();
		if (RequestQuery.given(query.environment())) {
			filter.append(" and r.environment = :environment");
		}
		if (RequestQuery.given(query.kind())) {
			filter.append(" and r.kind = :kind");
		}
		if (RequestQuery.OPEN.equals(query.status())) {
			filter.append(" and r.ended_at is null");
		}
		else if (RequestQuery.given(query.status())) {
			filter.append(" and r.status = :status");
		}
		return filter.toString();
	}

	/**
	 * The oldest that wait for votes and that somebody did not ask for.
	 * @param all whether those of all teams are looked at
	 * @param teams or of which
	 */
	List<Row> awaiting(SignedIn who, boolean all, Set<String> teams, int most) {
		return this.jdbc.sql("select " + COLUMNS + """
				 from request r where r.status = 'awaiting-approval' and r.asked_by <> :me
				and (:all or r.team = any(cast(:teams as text[]))) order by r.number limit :most""")
			.param("me", who.person())
			.param("all", all)
			.param("teams", teams.toArray(String[]::new))
			.param("most", most)
			.query(RequestSearch::read)
			.list();
	}

	private static Row read(ResultSet row, int number) throws SQLException {
		return new Row(row.getLong("number"), RequestKind.of(row.getString("kind")), row.getString("environment"),
				row.getString("environment_kind"), row.getString("team"), RequestStatus.of(row.getString("status")),
				row.getLong("asked_by"), row.getString("asker"), row.getString("reason"), at(row, "asked_at"),
				at(row, "changed_at"), instant(row, "ended_at"), row.getString("note"),
				row.getObject("plan_run", Long.class), row.getString("plan_digest"), instant(row, "plan_expires_at"),
				instant(row, "apply_at"), row.getObject("apply_run", Long.class),
				row.getObject("undo_plan", Long.class), row.getObject("undo_run", Long.class),
				row.getObject("whole", Long.class), row.getInt("edition"), row.getString("held_by"),
				instant(row, "held_until"));
	}

	private static Instant at(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * A request as lists show it.
	 *
	 * @param heldBy the freeze that holds it although it is agreed to
	 * @param heldUntil when that is over
	 */
	record Row(long number, RequestKind kind, String environment, String environmentKind, String team,
			RequestStatus status, long askedBy, String asker, String reason, Instant askedAt, Instant changedAt,
			@Nullable Instant endedAt, String note, @Nullable Long planRun, @Nullable String planDigest,
			@Nullable Instant planExpiresAt, @Nullable Instant applyAt, @Nullable Long applyRun,
			@Nullable Long undoPlan, @Nullable Long undoRun, @Nullable Long whole, int edition, @Nullable String heldBy,
			@Nullable Instant heldUntil) {

		static Row of(Request request) {
			return new Row(request.number(), request.kind(), request.environment(), request.environmentKind(),
					request.team(), request.status(), request.askedBy(), request.asker(), request.reason(),
					request.askedAt(), request.changedAt(), request.endedAt(), request.note(), request.planRun(),
					request.planDigest(), request.planExpiresAt(), request.applyAt(), request.applyRun(),
					request.undoPlan(), request.undoRun(), request.whole(), request.edition(), request.heldBy(),
					request.heldUntil());
		}

		/**
		 * What it is, in a few words.
		 */
		public String title() {
			return (this.kind == RequestKind.FOUNDATION) ? this.kind.verb() : this.kind.verb() + " " + this.environment;
		}

	}

}

package io.groundwork.access;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Lists grants, newest first. For whoever sees only some, those of each team and their
 * own are read by themselves, so that a page costs the same however many others there
 * are.
 */
@Component
class GrantSearch {

	private static final String TEAMS = """
			select g.* from (
				select of_team.number from unnest(cast(:teams as text[])) mine (team), lateral (
					select g.number from access_grant g where g.team = mine.team and g.number < :before%1$s
					order by g.number desc limit :most) of_team
				union
				(select g.number from access_grant g where g.holder_id = :me and g.number < :before%1$s
					order by g.number desc limit :most)
			) seen join access_grant g on g.number = seen.number order by g.number desc limit :most""";

	@PersistenceContext
	@SuppressWarnings("NullAway.Init")
	private EntityManager entities;

	@Transactional(readOnly = true)
	public Page<Grant> page(SignedIn who, GrantQuery query, @Nullable String after, int size) {
		Map<String, Object> parameters = new HashMap<>();
		parameters.put("before", Cursor.number(after, Long.MAX_VALUE));
		parameters.put("most", size + 1);
		String filter = filter(query, parameters);
		String statement;
		if (query.mine()) {
			parameters.put("me", who.person());
			statement = "select g.* from access_grant g where g.holder_id = :me and g.number < :before" + filter
					+ " order by g.number desc limit :most";
		}
		else if (Environments.seesAll(who)) {
			statement = "select g.* from access_grant g where g.number < :before" + filter
					+ " order by g.number desc limit :most";
		}
		else {
			parameters.put("me", who.person());
			parameters.put("teams", who.teams().toArray(String[]::new));
			statement = TEAMS.formatted(filter);
		}
		return Page.of(find(statement, parameters), size, (grant) -> grant, (grant) -> Cursor.of(grant.number()));
	}

	/**
	 * Somebody's own that are not over, the latest first.
	 */
	@Transactional(readOnly = true)
	public List<Grant> own(SignedIn who, int most) {
		return find("""
				select g.* from access_grant g where g.holder_id = :me and g.ended_at is null
				order by g.number desc limit :most""", new LinkedHashMap<>(Map.of("me", who.person(), "most", most)));
	}

	/**
	 * The oldest of others that wait for votes, or for votes on more minutes.
	 * @param all whether those of all teams are looked for, or those of some
	 */
	@Transactional(readOnly = true)
	public List<Grant> awaiting(SignedIn who, boolean all, Set<String> teams, int most) {
		return find("""
				select g.* from access_grant g where (g.status = 'pending' or g.more_minutes is not null)
				and g.holder_id <> :me and (:all or g.team = any(cast(:teams as text[])))
				order by g.number limit :most""",
				Map.of("me", who.person(), "all", all, "teams", teams.toArray(String[]::new), "most", most));
	}

	@SuppressWarnings("unchecked")
	private List<Grant> find(String statement, Map<String, Object> parameters) {
		Query query = this.entities.createNativeQuery(statement, Grant.class);
		parameters.forEach(query::setParameter);
		return query.getResultList();
	}

	private static String filter(GrantQuery query, Map<String, Object> parameters) {
		StringBuilder filter = new StringBuilder();
		if (GrantQuery.given(query.environment())) {
			filter.append(" and g.environment = :environment");
			parameters.put("environment", GrantQuery.word(query.environment()));
		}
		if (GrantQuery.OPEN.equals(query.status())) {
			filter.append(" and g.ended_at is null");
		}
		else if (GrantQuery.given(query.status())) {
			filter.append(" and g.status = :status");
			parameters.put("status", GrantQuery.word(query.status()));
		}
		return filter.toString();
	}

}

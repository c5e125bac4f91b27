package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.runs.log.LogRuns;
import io.groundwork.state.StateFixtures;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What to ask each row of the authorization table for. A new row needs its line here.
 */
class RouteFixtures {

	private static final String PROVIDER = Provider.REGISTRATION;

	private final Map<String, Ask> asks = new LinkedHashMap<>();

	private final Map<String, StateFixtures> environments = new LinkedHashMap<>();

	private final Portal portal;

	private final JdbcClient jdbc;

	private final LogRuns runs;

	RouteFixtures(Portal portal) {
		this.runs = new LogRuns(portal);
		this.portal = portal;
		this.jdbc = portal.bean(JdbcClient.class);
		plain("GET /css/{*file}", "/css/base.css");
		plain("GET /js/{*file}", "/js/times.js");
		plain("GET /img/{*file}", "/img/mark.svg");
		plain("GET /webjars/{*file}", "/webjars/htmx.org/2.0.10/dist/htmx.min.js");
		plain("GET /signed-out", "/signed-out");
		plain("GET /sign-in-failed", "/sign-in-failed?reason=locked");
		plain("GET /oauth2/authorization/{provider}", "/oauth2/authorization/" + PROVIDER);
		plain("GET /login/oauth2/code/{provider}", "/login/oauth2/code/" + PROVIDER);
		plain("POST /sign-out", "/sign-out");
		plain("POST /me/look", "/me/look");
		plain("GET /api/v1/openapi.json", "/api/v1/openapi.json");
		plain("GET /", "/");
		plain("GET /me", "/me");
		plain("POST /me/sessions/end", "/me/sessions/end");
		plain("GET /search", "/search?q=a");
		plain("GET /tokens", "/tokens");
		form("POST /tokens", "/tokens", Map.of("name", "from-a-form", "scopes", "read", "life", "1h"));
		own("POST /tokens/{id}/revoke", (owner) -> "/tokens/" + token(owner) + "/revoke");
		plain("GET /people", "/people");
		own("GET /people/{id}", (owner) -> "/people/" + somebody(false));
		this.asks.put("POST /people/{id}/lock",
				new Ask((owner) -> "/people/" + somebody(false) + "/lock", Map.of("reason", "a test"), null));
		own("POST /people/{id}/unlock", (owner) -> "/people/" + somebody(true) + "/unlock");
		own("POST /people/{id}/end", (owner) -> "/people/" + somebody(false) + "/end");
		plain("GET /audit", "/audit");
		plain("GET /audit/export", "/audit/export?person=nobody");
		plain("GET /api/v1/me", "/api/v1/me");
		plain("GET /api/v1/tokens", "/api/v1/tokens");
		this.asks.put("POST /api/v1/tokens",
				new Ask((owner) -> "/api/v1/tokens", Map.of(), "{\"name\":\"by-a-script\",\"scopes\":[\"read\"]}"));
		own("DELETE /api/v1/tokens/{id}", (owner) -> "/api/v1/tokens/" + token(owner));
		plain("GET /api/v1/audit", "/api/v1/audit");
		plain("GET /api/v1/audit/export", "/api/v1/audit/export?person=nobody");
		own("GET /runs/{number}", (owner) -> "/runs/" + run(owner));
		own("GET /runs/{number}/log", (owner) -> "/runs/" + run(owner) + "/log");
		own("GET /runs/{number}/log.txt", (owner) -> "/runs/" + run(owner) + "/log.txt");
		own("GET /runs/{number}/events", (owner) -> "/runs/" + run(owner) + "/events");
		own("GET /api/v1/runs/{number}/log", (owner) -> "/api/v1/runs/" + run(owner) + "/log");
		own("GET /api/v1/runs/{number}/events", (owner) -> "/api/v1/runs/" + run(owner) + "/events");
		state();
		plain("GET /sandbox/components", "/sandbox/components");
		plain("GET /sandbox/components/errors/{status}", "/sandbox/components/errors/404");
	}

	private void state() {
		own("GET /state/{environment}", (owner) -> "/state/production");
		own("POST /state/{environment}", (owner) -> "/state/production");
		own("POST /state/{environment}/lock", (owner) -> "/state/production/lock");
		own("DELETE /state/{environment}/lock", (owner) -> "/state/production/lock");
		Map<String, String> reason = Map.of("reason", "a test", "serial", "1");
		for (String api : java.util.List.of("", "/api/v1")) {
			String json = api.isEmpty() ? null : "{\"reason\":\"a test\"}";
			String list = api + "/environments/{name}/state";
			own("GET " + list, (owner) -> api + state(owner));
			own("GET " + list + "/{serial}", (owner) -> api + state(owner) + "/1");
			own("GET " + list + "/diverged/{id}", (owner) -> api + diverged(owner));
			this.asks.put("POST " + list + "/unlock",
					new Ask((owner) -> api + (owner.startsWith("platform") ? locked(owner) : state(owner)) + "/unlock",
							reason, json));
			this.asks.put("POST " + list + "/restore", new Ask((owner) -> api + state(owner) + "/restore", reason,
					api.isEmpty() ? null : "{\"reason\":\"a test\",\"serial\":1}"));
			this.asks.put("POST " + list + "/diverged/{id}/settle",
					new Ask((owner) -> api + diverged(owner) + "/settle", reason, json));
		}
	}

	/**
	 * Where the state is of an environment of that person's team.
	 */
	private String state(String owner) {
		return "/environments/" + environment(owner).name() + "/state";
	}

	private String locked(String owner) {
		return "/environments/" + StateFixtures.fresh(this.portal, team(owner)).locked().name() + "/state";
	}

	private String diverged(String owner) {
		return state(owner) + "/diverged/" + environment(owner).diverged();
	}

	/**
	 * The same for all of a team, as making one takes its time.
	 */
	private StateFixtures environment(String owner) {
		return this.environments.computeIfAbsent(team(owner), (team) -> StateFixtures.fresh(this.portal, team));
	}

	private String team(String owner) {
		return this.portal.issuer()
			.person(owner)
			.groups()
			.stream()
			.filter((group) -> group.startsWith("team-"))
			.map((group) -> group.substring("team-".length()))
			.findFirst()
			.orElse("nobody");
	}

	Map<String, Ask> all() {
		return this.asks;
	}

	Ask of(Route route) {
		Ask ask = this.asks.get(route.toString());
		if (ask == null) {
			throw new AssertionError("RouteFixtures has no line for " + route + ": say there what to ask it for");
		}
		return ask;
	}

	private void plain(String route, String path) {
		own(route, (owner) -> path);
	}

	private void form(String route, String path, Map<String, String> fields) {
		this.asks.put(route, new Ask((owner) -> path, fields, null));
	}

	private void own(String route, Path path) {
		this.asks.put(route, new Ask(path, Map.of(), null));
	}

	/**
	 * A new token of that person.
	 */
	private long token(String owner) {
		return this.jdbc.sql("""
				insert into api_token (person_id, name, hash, hint, scopes, created_at, expires_at)
				select id, 'of ' || name, sha256(cast(? as bytea)), 'gw_none', array['read'], now(),
				       now() + interval '1 hour'
				from person where name = ? returning id""")
			.params(UUID.randomUUID().toString(), owner)
			.query(Long.class)
			.single();
	}

	/**
	 * A run of an environment of that person's team, whose log has ended.
	 */
	private long run(String owner) {
		String team = this.jdbc.sql("select groups from person where name = ?")
			.param(owner)
			.query((row, number) -> List.of((String[]) row.getArray(1).getArray()))
			.single()
			.stream()
			.filter((group) -> group.startsWith("team-"))
			.map((group) -> group.substring("team-".length()))
			.findFirst()
			.orElse("payments");
		return this.runs.ended(team, 1);
	}

	/**
	 * A person whom nobody else's test knows.
	 */
	private long somebody(boolean locked) {
		return this.jdbc.sql("""
				insert into person (issuer, subject, name, display_name, groups, groups_confirmed_at, first_seen_at,
				                    locked_at, locked_by, lock_reason)
				values ('https://elsewhere.example.org', ?, 'passer-by', 'Passer-by', '{}', now(), now(),
				        case when ? then now() end, case when ? then 'a test' end, case when ? then 'a test' end)
				returning id""")
			.params(UUID.randomUUID().toString(), locked, locked, locked)
			.query(Long.class)
			.single();
	}

	/**
	 * One request.
	 *
	 * @param path where, for the things of a person
	 * @param form the fields of a form
	 * @param json the body of an API call
	 */
	record Ask(Path path, Map<String, String> form, @Nullable String json) {

	}

	/**
	 * The address of something of somebody's.
	 */
	interface Path {

		String of(String owner);

	}

}

package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.approvals.ProposedRules;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.environments.Environment;
import io.groundwork.notices.NoticeFixtures;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.runs.RunRows;
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

	private final RunRows rows;

	private final ProposedRules proposed;

	RouteFixtures(Portal portal) {
		this.proposed = new ProposedRules(portal);
		this.runs = new LogRuns(portal);
		this.rows = new RunRows(portal);
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
		this.asks.putAll(new DeviceRoutes(portal).all());
		plain("GET /people", "/people");
		own("GET /people/{id}", (owner) -> "/people/" + somebody(false));
		this.asks.put("POST /people/{id}/lock",
				new Ask((owner) -> "/people/" + somebody(false) + "/lock", Map.of("reason", "a test"), null));
		own("POST /people/{id}/unlock", (owner) -> "/people/" + somebody(true) + "/unlock");
		this.asks.put("POST /people/{id}/join", new Ask((owner) -> "/people/" + somebody(false) + "/join",
				(owner) -> Map.of("other", String.valueOf(somebody(false)), "because", "a test"), null));
		this.asks.put("POST /people/{id}/part",
				new Ask((owner) -> "/people/" + joined() + "/part", Map.of("because", "a test"), null));
		own("POST /people/{id}/end", (owner) -> "/people/" + somebody(false) + "/end");
		plain("GET /audit", "/audit");
		plain("GET /audit/export", "/audit/export?person=nobody");
		plain("GET /catalogue", "/catalogue");
		plain("GET /catalogue/spec.schema.json", "/catalogue/spec.schema.json");
		plain("GET /api/v1/catalogue", "/api/v1/catalogue");
		plain("GET /api/v1/me", "/api/v1/me");
		plain("GET /api/v1/tokens", "/api/v1/tokens");
		this.asks.put("POST /api/v1/tokens",
				new Ask((owner) -> "/api/v1/tokens", Map.of(), "{\"name\":\"by-a-script\",\"scopes\":[\"read\"]}"));
		own("DELETE /api/v1/tokens/{id}", (owner) -> "/api/v1/tokens/" + token(owner));
		plain("GET /api/v1/audit", "/api/v1/audit");
		plain("GET /api/v1/audit/export", "/api/v1/audit/export?person=nobody");
		runs();
		operations();
		cloud();
		own("GET /runs/{number}", (owner) -> "/runs/" + run(owner));
		own("GET /runs/{number}/log", (owner) -> "/runs/" + run(owner) + "/log");
		own("GET /runs/{number}/log.txt", (owner) -> "/runs/" + run(owner) + "/log.txt");
		own("GET /runs/{number}/events", (owner) -> "/runs/" + run(owner) + "/events");
		own("GET /api/v1/runs/{number}/log", (owner) -> "/api/v1/runs/" + run(owner) + "/log");
		own("GET /api/v1/runs/{number}/events", (owner) -> "/api/v1/runs/" + run(owner) + "/events");
		state();
		rules();
		environments();
		files();
		this.asks.putAll(new RequestRoutes(new RequestFixtures(portal), this::team, this::applied,
				(owner) -> String.valueOf(planned(owner)))
			.all());
		this.asks.putAll(new AccessRoutes(portal, this::team).all());
		this.asks.putAll(new NoticeRoutes(new NoticeFixtures(portal)).all());
		plain("GET /sandbox/components", "/sandbox/components");
		plain("GET /sandbox/components/errors/{status}", "/sandbox/components/errors/404");
	}

	private void runs() {
		own("GET /runs", (owner) -> listed(owner, "/runs"));
		own("GET /api/v1/runs", (owner) -> listed(owner, "/api/v1/runs"));
		plain("GET /runs/new", "/runs/new");
		own("GET /runs/{number}/changes",
				(owner) -> "/runs/" + this.rows.add(this.rows.environment(team(owner)), "drift", "done") + "/changes");
		own("GET /runs/{number}/standing", (owner) -> "/runs/" + run(owner) + "/standing");
		own("GET /runs/{number}/plan/{group}", (owner) -> "/runs/" + planned(owner) + "/plan/other");
		own("GET /api/v1/runs/{number}", (owner) -> "/api/v1/runs/" + run(owner));
		own("GET /api/v1/runs/{number}/plan", (owner) -> "/api/v1/runs/" + planned(owner) + "/plan");
		own("GET /api/v1/environments/{name}/runs", (owner) -> "/api/v1/environments/" + applied(owner) + "/runs");
		own("POST /runs/{number}/stop", (owner) -> "/runs/" + this.runs.add(team(owner)) + "/stop");
		own("POST /api/v1/runs/{number}/cancel", (owner) -> "/api/v1/runs/" + this.runs.add(team(owner)) + "/cancel");
		own("POST /runs/{number}/force",
				(owner) -> "/runs/" + this.rows.forcible(this.rows.environment(team(owner))) + "/force");
		this.asks.put("POST /runs/check",
				Ask.ofForm("/runs/check", (owner) -> Map.of("environment", applied(owner), "kind", "drift")));
		this.asks.put("POST /api/v1/runs", Ask.ofJson("/api/v1/runs",
				(owner) -> "{\"environment\":\"%s\",\"kind\":\"verify\"}".formatted(applied(owner))));
		this.asks.put("POST /runs/new", Ask.ofForm("/runs/new",
				(owner) -> Map.of("environment", applied(owner), "what", "plan", "configuration", "latest")));
	}

	private void rules() {
		plain("GET /rules", "/rules");
		this.asks.put("POST /rules",
				Ask.ofForm("/rules", (owner) -> Map.of("reason", "a test", "policies", ProposedRules.POLICIES)));
		this.asks.put("POST /rules/{version}/vote", new Ask((owner) -> "/rules/" + this.proposed.propose() + "/vote",
				(owner) -> Map.of("vote", "deny", "reason", "a test", "digest", this.proposed.digest()), null));
	}

	private void environments() {
		for (String api : List.of("", "/api/v1")) {
			own("GET " + api + "/environments", (owner) -> listed(owner, api + "/environments"));
			own("GET " + api + "/environments/{name}", (owner) -> api + "/environments/" + environment(owner).name());
		}
		for (String api : List.of("", "/api/v1")) {
			own("GET " + api + "/environments/{name}/timeline",
					(owner) -> api + "/environments/" + environment(owner).name() + "/timeline");
		}
		own("GET /api/v1/environments/{name}/revisions",
				(owner) -> "/api/v1/environments/" + environment(owner).name() + "/revisions");
	}

	private void files() {
		for (String page : List.of("", "/changes", "/bundle")) {
			own("GET /environments/{name}/files" + page,
					(owner) -> "/environments/" + environment(owner).name() + "/files" + page);
		}
		own("GET /api/v1/environments/{name}/bundle",
				(owner) -> "/api/v1/environments/" + environment(owner).name() + "/bundle");
		plain("GET /repository", "/repository");
		plain("GET /api/v1/repository", "/api/v1/repository");
	}

	private void operations() {
		Map<String, String> reason = Map.of("reason", "a test");
		for (String api : List.of("", "/api/v1")) {
			String json = api.isEmpty() ? null : "{\"reason\":\"a test\"}";
			String operations = api + "/operations";
			plain("GET " + operations, operations);
			this.asks.put("POST " + operations + "/workers/{id}/pause",
					new Ask((owner) -> operations + "/workers/" + worker(false) + "/pause", reason, json));
			this.asks.put("POST " + operations + "/workers/{id}/resume",
					new Ask((owner) -> operations + "/workers/" + worker(true) + "/resume", Map.of(), null));
			this.asks.put("POST " + operations + "/queue/pause",
					new Ask((owner) -> queue(false) + operations.substring(1) + "/queue/pause", reason, json));
			this.asks.put("POST " + operations + "/queue/resume",
					new Ask((owner) -> queue(true) + operations.substring(1) + "/queue/resume", Map.of(), null));
		}
	}

	private void cloud() {
		for (String api : List.of("", "/api/v1")) {
			String cloud = api + "/operations/cloud";
			plain("GET " + cloud, cloud);
			plain("POST " + cloud + "/refresh", cloud + "/refresh");
			own("POST " + cloud + "/rotate", (owner) -> {
				CloudFixtures.known(this.portal);
				return cloud + "/rotate";
			});
			this.asks.put("POST " + cloud + "/limits",
					new Ask((owner) -> cloud + "/limits", Map.of("kind", "buckets", "place", "account", "number", "9"),
							api.isEmpty() ? null : "{\"kind\":\"buckets\",\"number\":9}"));
		}
		this.asks.put("POST /operations/cloud/token",
				Ask.ofForm("/operations/cloud/token", (owner) -> Map.of("token", CloudFixtures.token(this.portal))));
	}

	private long worker(boolean paused) {
		long worker = this.rows.worker("elsewhere", 1);
		if (paused) {
			this.jdbc
				.sql("update worker set paused_at = now(), paused_by = 'a test', pause_reason = 'a test' where id = ?")
				.param(worker)
				.update();
		}
		return worker;
	}

	/**
	 * The queue, resting or not.
	 */
	private String queue(boolean paused) {
		this.jdbc.sql("""
				update run_queue set paused_at = case when ? then now() end, paused_by = case when ? then 'a test' end,
					pause_reason = case when ? then 'a test' end""").params(paused, paused, paused).update();
		return "/";
	}

	/**
	 * The path of a list that has a run of that person's team in it.
	 */
	private String listed(String owner, String path) {
		String name = "d%s-of-%s".formatted(UUID.randomUUID().toString().substring(0, 8), team(owner));
		this.rows.add(this.rows.environment(name, "development", team(owner)), "drift", "done");
		return path;
	}

	/**
	 * The name of an environment of that person's team that was applied once.
	 */
	private String applied(String owner) {
		Environment environment = this.rows.environment(team(owner));
		this.rows.add(environment, "apply", "done");
		return environment.name();
	}

	/**
	 * A plan that may be carried out.
	 */
	private long planned(String owner) {
		Changes.Change change = new Changes.Change("terraform_data.one", "terraform_data", "one", "",
				Changes.Group.OTHER, Changes.Action.CREATE, List.of("create"), Optional.empty(), Optional.empty(),
				Optional.empty(), List.of());
		return this.rows.plan(this.rows.environment(team(owner)),
				new Changes(1, 0, 0, 0, 0, 0, 0, List.of(change), List.of(), List.of()),
				new BlastRadius("No data is touched.", BlastRadius.Severity.NONE, List.of()));
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
		return this.runs.ended(team(owner), 1);
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
	 * An account of somebody who has two.
	 */
	private long joined() {
		long first = somebody(false);
		long second = somebody(false);
		this.jdbc.sql("update person set human = ? where id = ?").params(first, second).update();
		return second;
	}

	/**
	 * One request.
	 *
	 * @param path where, for the things of a person
	 * @param form the fields of a form, about the things of that person
	 * @param json the body of an API call, about the things of that person
	 */
	record Ask(Path path, Form form, @Nullable Path json) {

		Ask(Path path, Map<String, String> form, @Nullable String json) {
			this(path, (owner) -> form, (json != null) ? (owner) -> json : null);
		}

		static Ask ofForm(String path, Form form) {
			return new Ask((owner) -> path, form, null);
		}

		static Ask ofJson(String path, Path json) {
			return new Ask((owner) -> path, (owner) -> Map.of(), json);
		}

	}

	/**
	 * The fields of a form.
	 */
	interface Form {

		Map<String, String> of(String owner);

	}

	/**
	 * The address of something of somebody's.
	 */
	interface Path {

		String of(String owner);

	}

}

package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.groundwork.identity.RouteFixtures.Ask;
import io.groundwork.identity.RouteFixtures.Path;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.runs.RunRows;

/**
 * What to ask the rows about requests for.
 */
class RequestRoutes {

	private static final String SPEC = """
			{"kind":"development","topology":"dedicated","kubernetes":{"version":"1.34"},"region":"fr-par"}""";

	private static final Map<String, String> FORM = Map.ofEntries(Map.entry("reason", "a test"),
			Map.entry("kind", "development"), Map.entry("topology", "dedicated"),
			Map.entry("kubernetes.version", "1.34"), Map.entry("region", "fr-par"),
			Map.entry("pools[0].name", "baseline"), Map.entry("pools[0].plan", "g6-standard-4"),
			Map.entry("pools[0].min", "3"), Map.entry("pools[0].max", "9"), Map.entry("dataStore.nodes", "1"),
			Map.entry("secrets", "database-url database 90\nservice-token random"));

	private final Map<String, Ask> asks = new LinkedHashMap<>();

	private final RequestFixtures requests;

	private final UnaryOperator<String> team;

	private final Path applied;

	/**
	 * What is asked for.
	 * @param team the team of a person
	 * @param applied the name of an environment of that person's team
	 * @param planned the number of a plan of that person's team
	 */
	RequestRoutes(RequestFixtures requests, UnaryOperator<String> team, Path applied, Path planned) {
		this.requests = requests;
		this.team = team;
		this.applied = applied;
		both("");
		both("/api/v1");
		path("GET /requests/{number}/standing", (owner) -> "/requests/" + waiting(owner) + "/standing");
		path("GET /inbox", (owner) -> {
			waiting(owner);
			return "/inbox";
		});
		path("GET /requests/new", (owner) -> "/requests/new");
		path("POST /requests/new/forget", (owner) -> "/requests/new/forget");
		this.asks.put("POST /requests/new/look", Ask.ofForm("/requests/new/look", this::change));
		this.asks.put("POST /requests/new", Ask.ofForm("/requests/new", this::change));
		this.asks.put("POST /requests/plans", Ask.ofForm("/requests/plans",
				(owner) -> Map.of("run", planned.of(owner), "digest", RunRows.digest(), "reason", "a test")));
		path("GET /requests/foundation", (owner) -> "/requests/foundation");
		form("POST /requests/foundation", (owner) -> "/requests/foundation",
				Map.of("environments", "system", "team", "platform", "reason", "a test"));
		path("GET /requests/{number}/edit", (owner) -> "/requests/" + owned(owner, "failed") + "/edit");
		form("POST /requests/{number}/edit", (owner) -> "/requests/" + owned(owner, "failed") + "/edit", FORM);
		Map<String, String> vote = Map.of("digest", RunRows.digest(), "reason", "a test");
		form("POST /requests/{number}/approve", (owner) -> "/requests/" + waiting(owner) + "/approve", vote);
		form("POST /requests/{number}/deny", (owner) -> "/requests/" + waiting(owner) + "/deny", vote);
		form("POST /requests/{number}/comment", (owner) -> "/requests/" + waiting(owner) + "/comment",
				Map.of("text", "a test"));
		path("GET /api/v1/requests/{number}/plan", (owner) -> "/api/v1/requests/" + waiting(owner) + "/plan");
		json("POST /api/v1/requests/{number}/approvals", (owner) -> "/api/v1/requests/" + waiting(owner) + "/approvals",
				"{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted(RunRows.digest()));
		json("POST /api/v1/requests/{number}/comments", (owner) -> "/api/v1/requests/" + waiting(owner) + "/comments",
				"{\"text\":\"a test\"}");
		json("PUT /api/v1/requests/{number}", (owner) -> "/api/v1/requests/" + owned(owner, "failed"),
				"{\"reason\":\"a test\",\"spec\":%s}".formatted(SPEC));
		this.asks.put("POST /api/v1/requests", Ask.ofJson("/api/v1/requests", this::changed));
		this.asks.put("POST /api/v1/preflight", Ask.ofJson("/api/v1/preflight", this::changed));
	}

	private void both(String api) {
		String list = api + "/requests";
		String one = list + "/{number}";
		String because = api.isEmpty() ? null : "{\"reason\":\"a test\"}";
		path("GET " + list, (owner) -> {
			waiting(owner);
			return list;
		});
		path("GET " + one, (owner) -> list + "/" + waiting(owner));
		path("GET " + one + "/evidence", (owner) -> list + "/" + waiting(owner) + "/evidence");
		// One that nobody moves on meanwhile.
		this.asks.put("POST " + one + "/withdraw",
				new Ask((owner) -> list + "/"
						+ this.requests.waiting(this.team.apply(owner), "development", this.requests.person(owner))
						+ "/withdraw", Map.of(), because));
		this.asks.put("POST " + one + "/cancel",
				new Ask((owner) -> list + "/"
						+ this.requests.queued(this.team.apply(owner), this.requests.person(owner)) + "/cancel",
						Map.of(), because));
		path("POST " + one + "/retry", (owner) -> list + "/" + owned(owner, "failed") + "/retry");
	}

	Map<String, Ask> all() {
		return this.asks;
	}

	private void path(String row, Path path) {
		this.asks.put(row, new Ask(path, Map.of(), null));
	}

	private void form(String row, Path path, Map<String, String> fields) {
		this.asks.put(row, new Ask(path, fields, null));
	}

	private void json(String row, Path path, String body) {
		this.asks.put(row, new Ask(path, Map.of(), body));
	}

	/**
	 * One of that person's team that waits for a vote.
	 */
	private long waiting(String owner) {
		return this.requests.waiting(this.team.apply(owner));
	}

	/**
	 * One of that person.
	 */
	private long owned(String owner, String status) {
		return this.requests.of(this.team.apply(owner), this.requests.person(owner), status);
	}

	private Map<String, String> change(String owner) {
		Map<String, String> form = new LinkedHashMap<>(FORM);
		form.put("what", "change");
		form.put("environment", this.applied.of(owner));
		return form;
	}

	private String changed(String owner) {
		return "{\"kind\":\"change\",\"environment\":\"%s\",\"reason\":\"a test\",\"spec\":%s}"
			.formatted(this.applied.of(owner), SPEC);
	}

}

package io.groundwork.identity;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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

	private static final AtomicLong TIMES = new AtomicLong();

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
		path("GET /requests/{number}/changes", (owner) -> "/requests/" + owned(owner, "failed") + "/changes");
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
		path("GET /requests/rollback", (owner) -> "/requests/rollback?environment=" + this.applied.of(owner));
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
		this.asks.put("POST /inbox/approve", Ask.ofForm("/inbox/approve",
				(owner) -> Map.of("chosen", waiting(owner) + ":" + RunRows.digest(), "reason", "a test")));
		form("POST /requests/{number}/exception", (owner) -> "/requests/" + frozen(owner) + "/exception",
				Map.of("reason", "a test"));
		path("GET /api/v1/requests/{number}/exceptions",
				(owner) -> "/api/v1/requests/" + waiting(owner) + "/exceptions");
		json("POST /api/v1/requests/{number}/exceptions",
				(owner) -> "/api/v1/requests/" + frozen(owner) + "/exceptions", "{\"reason\":\"a test\"}");
		freezes("");
		freezes("/api/v1");
		delegations();
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

	private void freezes(String api) {
		String list = api + "/freezes";
		// Long ahead, as it is about everything.
		LocalDateTime from = LocalDateTime.now(ZoneOffset.UTC)
			.plusDays(300)
			.withHour(9)
			.withMinute(30)
			.truncatedTo(ChronoUnit.MINUTES);
		LocalDateTime until = from.plusDays(1);
		Map<String, String> form = Map.of("name", "Winter holidays", "from", from.toString(), "until", until.toString(),
				"reason", "a test");
		String json = "{\"name\":\"Winter holidays\",\"from\":\"%s:00Z\",\"until\":\"%s:00Z\",\"reason\":\"a test\"}"
			.formatted(from, until);
		path("GET " + list, (owner) -> list);
		path("GET " + list + "/{number}", (owner) -> list + "/" + freeze());
		this.asks.put("POST " + list, new Ask((owner) -> list, form, api.isEmpty() ? null : json));
		this.asks.put((api.isEmpty() ? "POST " : "PUT ") + list + "/{number}",
				new Ask((owner) -> list + "/" + freeze(), form, api.isEmpty() ? null : json));
		this.asks.put("POST " + list + "/{number}/end", new Ask((owner) -> list + "/" + freeze() + "/end",
				Map.of("reason", "a test"), api.isEmpty() ? null : "{\"reason\":\"a test\"}"));
	}

	private void delegations() {
		path("GET /delegations", (owner) -> "/delegations");
		path("GET /api/v1/delegations", (owner) -> "/api/v1/delegations");
		this.asks.put("POST /delegations", Ask.ofForm("/delegations", (owner) -> {
			LocalDateTime from = from();
			return Map.of("to", this.requests.voter(), "from", from.toString(), "until",
					from.plusMinutes(1).toString());
		}));
		this.asks.put("POST /api/v1/delegations", Ask.ofJson("/api/v1/delegations", (owner) -> {
			LocalDateTime from = from();
			return "{\"to\":\"%s\",\"from\":\"%s:00Z\",\"until\":\"%s:00Z\"}".formatted(this.requests.voter(), from,
					from.plusMinutes(1));
		}));
		path("POST /delegations/{number}/revoke", (owner) -> "/delegations/" + delegation(owner) + "/revoke");
		path("DELETE /api/v1/delegations/{number}", (owner) -> "/api/v1/delegations/" + delegation(owner));
	}

	/**
	 * A time of its own, long ahead: one at a time votes in somebody's place.
	 */
	private static LocalDateTime from() {
		return LocalDateTime.now(ZoneOffset.UTC)
			.plusDays(10)
			.withHour(0)
			.truncatedTo(ChronoUnit.HOURS)
			.plusMinutes(5 * TIMES.incrementAndGet() + 1);
	}

	private long delegation(String owner) {
		Duration from = Duration.ofDays(40).plusMinutes(5 * TIMES.incrementAndGet());
		return this.requests.delegation(this.requests.person(owner), this.requests.stranger(), from,
				from.plusMinutes(1));
	}

	private long freeze() {
		return this.requests.freeze("nowhere", Duration.ofDays(300), Duration.ofDays(301));
	}

	/**
	 * One of that person's team that a freeze holds.
	 */
	private long frozen(String owner) {
		long request = waiting(owner);
		this.requests.frozen(request);
		return request;
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

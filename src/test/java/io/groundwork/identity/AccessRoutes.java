package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

import io.groundwork.Portal;
import io.groundwork.access.GrantFixtures;
import io.groundwork.access.offline.KitFixture;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.RouteFixtures.Ask;
import io.groundwork.identity.RouteFixtures.Path;

/**
 * What to ask the rows about grants for.
 */
class AccessRoutes {

	private static final String BECAUSE = "{\"reason\":\"a test\"}";

	private final Map<String, Ask> asks = new LinkedHashMap<>();

	private final Map<String, Environment> environments = new LinkedHashMap<>();

	private final GrantFixtures grants;

	private final Portal portal;

	private final UnaryOperator<String> team;

	AccessRoutes(Portal portal, UnaryOperator<String> team) {
		this.portal = portal;
		this.grants = new GrantFixtures(portal);
		this.team = team;
		path("GET /cli/{file}", (owner) -> "/cli/kubectl-groundwork-linux-amd64");
		path("GET /access", (owner) -> {
			active(owner);
			return "/access";
		});
		path("GET /access/new", (owner) -> "/access/new");
		this.asks.put("POST /access/new", Ask.ofForm("/access/new", (owner) -> Map.of("environment",
				environment(owner).name(), "role", "viewer", "life", "1h", "reason", "a test")));
		path("GET /access/{number}", (owner) -> "/access/" + active(owner));
		path("GET /access/{number}/standing", (owner) -> "/access/" + active(owner) + "/standing");
		path("GET /access/{number}/changes", (owner) -> "/access/" + ended(owner) + "/changes");
		vote("approve", Map.of());
		vote("deny", Map.of("reason", "a test"));
		form("kubeconfig", this::active, Map.of());
		form("reveal", this::active, Map.of());
		form("extend", this::active, Map.of("life", "10m", "reason", "a test"));
		form("release", this::active, Map.of());
		form("revoke", this::active, Map.of("reason", "a test"));
		form("review", this::toReview, Map.of("justified", "yes", "finding", "fine"));
		path("GET /break-glass", (owner) -> "/break-glass");
		this.asks.put("POST /break-glass", Ask.ofForm("/break-glass",
				(owner) -> Map.of("environment", environment(owner).name(), "reason", "a test", "incident", "INC-1")));
		path("GET /api/v1/break-glass", (owner) -> "/api/v1/break-glass");
		this.asks.put("POST /api/v1/break-glass",
				Ask.ofJson("/api/v1/break-glass",
						(owner) -> "{\"environment\":\"%s\",\"reason\":\"a test\",\"incident\":\"INC-1\"}"
							.formatted(environment(owner).name())));
		path("POST /break-glass/key", (owner) -> key(owner, "/break-glass/key"));
		path("POST /api/v1/break-glass/key", (owner) -> key(owner, "/api/v1/break-glass/key"));
		this.asks.put("POST /break-glass/receipts",
				Ask.ofForm("/break-glass/receipts", (owner) -> Map.of("receipt", receipt(owner))));
		this.asks.put("POST /api/v1/break-glass/receipts", Ask.ofJson("/api/v1/break-glass/receipts",
				(owner) -> "{\"receipt\":\"%s\"}".formatted(receipt(owner))));
		this.asks.put("POST /api/v1/break-glass/{number}/review",
				new Ask((owner) -> "/api/v1/break-glass/%d/review".formatted(toReview(owner)), Map.of(), "{}"));
		// To what it is: there is an environment with a revision here.
		this.asks.put("POST /requests/rollback", Ask.ofForm("/requests/rollback",
				(owner) -> Map.of("environment", environment(owner).name(), "revision", "1", "reason", "a test")));
		path("GET /api/v1/grants", (owner) -> {
			active(owner);
			return "/api/v1/grants";
		});
		this.asks.put("POST /api/v1/grants",
				Ask.ofJson("/api/v1/grants",
						(owner) -> "{\"environment\":\"%s\",\"role\":\"viewer\",\"minutes\":60,\"reason\":\"a test\"}"
							.formatted(environment(owner).name())));
		path("GET /api/v1/grants/{number}", (owner) -> "/api/v1/grants/" + active(owner));
		path("GET /api/v1/grants/{number}/package", (owner) -> "/api/v1/grants/" + active(owner) + "/package");
		path("GET /api/v1/grants/{number}/receipt", (owner) -> "/api/v1/grants/" + ended(owner) + "/receipt");
		path("GET /api/v1/grants/{number}/sweep", (owner) -> "/api/v1/grants/" + ended(owner) + "/sweep");
		path("GET /api/v1/grants/{number}/observed", (owner) -> "/api/v1/grants/" + active(owner) + "/observed");
		json("approvals", this::pending, "{\"vote\":\"approve\"}");
		json("kubeconfig", this::active, "");
		json("credential", this::active, "");
		json("extend", this::active, "{\"minutes\":10}");
		json("release", this::active, "");
		json("revoke", this::active, BECAUSE);
	}

	private long active(String owner) {
		this.grants.everybodyHasLooked();
		Environment environment = environment(owner);
		return this.grants.active(environment, this.grants.person(owner), OpenCluster.ID,
				OpenCluster.to(this.portal).namespace(environment));
	}

	private String key(String owner, String path) {
		environment(owner);
		return path;
	}

	private String receipt(String owner) {
		Environment environment = environment(owner);
		return KitFixture.receipt("sre-1", environment.name(), OpenCluster.ID,
				OpenCluster.to(this.portal).namespace(environment));
	}

	private long toReview(String owner) {
		return this.grants.toReview(this.team.apply(owner), this.grants.stranger());
	}

	private long pending(String owner) {
		return this.grants.pending(this.team.apply(owner), this.grants.stranger());
	}

	private long ended(String owner) {
		return this.grants.ended(this.team.apply(owner), this.grants.person(owner));
	}

	private Environment environment(String owner) {
		this.grants.everybodyHasLooked();
		return this.environments.computeIfAbsent(this.team.apply(owner),
				(team) -> OpenCluster.to(this.portal).environment(EnvironmentKind.DEVELOPMENT, team));
	}

	private void path(String route, Path path) {
		this.asks.put(route, new Ask(path, Map.of(), null));
	}

	private void form(String action, ToLongFunction<String> grant, Map<String, String> fields) {
		this.asks.put("POST /access/{number}/" + action,
				new Ask((owner) -> "/access/%d/%s".formatted(grant.applyAsLong(owner), action), fields, null));
	}

	private void vote(String vote, Map<String, String> fields) {
		this.asks.put("POST /access/{number}/" + vote, new Ask((owner) -> {
			long grant = pending(owner);
			return "/access/%d/%s?digest=%s".formatted(grant, vote, this.grants.digest(grant));
		}, fields, null));
	}

	private void json(String action, ToLongFunction<String> grant, String body) {
		this.asks.put("POST /api/v1/grants/{number}/" + action,
				new Ask((owner) -> "/api/v1/grants/%d/%s".formatted(grant.applyAsLong(owner), action), Map.of(), body));
	}

	Map<String, Ask> all() {
		return this.asks;
	}

}

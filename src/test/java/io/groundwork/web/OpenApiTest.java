package io.groundwork.web;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.notices.NoticeFixtures;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.runs.RunRows;
import io.groundwork.state.StateFixtures;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The published description of the API is what the running server does.
 */
class OpenApiTest {

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Specs, parameters and schemas have a schema of their own; the details of a row have
	 * none.
	 */
	private static final String[] VAGUE = { "Asked.spec", "Schemas.spec", "AuditEntry.details",
			"get /api/v1/environments/{name}/state/{serial}" };

	private final Portal portal = Portal.shared();

	private final Guest script = this.portal.guest();

	private final JsonNode document = JSON.readTree(
			this.script.call("GET", "/api/v1/openapi.json", this.portal.issuer().accessToken("sre-1"), "").body());

	@Test
	void describesEveryCallAndNoOther() {
		assertThat(described()).isEqualTo(mapped());
	}

	@Test
	void explainsEveryCall() {
		operations().forEach((operation) -> assertThat(operation.get("summary")).as(operation.toString()).isNotNull());
	}

	@Test
	void answersLookAsDescribed() {
		String platform = this.portal.issuer().accessToken("platform-1");
		HttpResponse<String> made = this.script.call("POST", "/api/v1/tokens", platform, """
				{"name": "as-described", "scopes": ["read"]}""");
		String id = JSON.readTree(made.body()).get("id").asString();
		matches("post", "/api/v1/tokens", made);
		matches("get", "/api/v1/tokens", this.script.call("GET", "/api/v1/tokens", platform, ""));
		matches("get", "/api/v1/catalogue", this.script.call("GET", "/api/v1/catalogue", platform, ""));
		matches("get", "/api/v1/me", this.script.call("GET", "/api/v1/me", platform, ""));
		matches("get", "/api/v1/audit", this.script.call("GET", "/api/v1/audit", platform, ""));
		matches("delete", "/api/v1/tokens/{id}", this.script.call("DELETE", "/api/v1/tokens/" + id, platform, ""));
	}

	@Test
	void programsThatSignInHearWhatIsDescribed() {
		HttpResponse<String> begun = this.script.callWithout("POST", "/api/v1/device", "{\"name\": \"as described\"}");
		matches("post", "/api/v1/device", begun);
		matches("post", "/api/v1/device", this.script.callWithout("POST", "/api/v1/device", "{}"));
		String code = JSON.readTree(begun.body()).get("deviceCode").asString();
		matches("post", "/api/v1/device/token",
				this.script.callWithout("POST", "/api/v1/device/token", "{\"deviceCode\": \"%s\"}".formatted(code)));
	}

	@Test
	void runsLookAsDescribed() {
		RunRows rows = new RunRows(this.portal);
		Environment environment = rows.environment("payments");
		long plan = rows.plan(environment, changes(),
				new BlastRadius("1 bucket goes.", BlastRadius.Severity.LOSS,
						List.of(new BlastRadius.Finding(BlastRadius.Severity.LOSS, BlastRadius.Kind.BUCKET,
								"linode_object_storage_bucket.one", "It goes."))));
		long running = rows.add(environment, "apply", "running");
		rows.steps(running, "prepare done", "init skipped nothing to install", "apply running", "record waiting");
		rows.unfinished(running, "linode_lke_cluster.main");
		long queued = rows.add(environment, "plan", "queued");
		for (long number : List.of(plan, running, queued)) {
			matches("get", "/api/v1/runs/{number}", platform("GET", "/api/v1/runs/" + number, ""));
		}
		matches("get", "/api/v1/runs/{number}/plan", platform("GET", "/api/v1/runs/" + plan + "/plan", ""));
		matches("get", "/api/v1/runs", platform("GET", "/api/v1/runs", ""));
		matches("get", "/api/v1/environments/{name}/runs",
				platform("GET", "/api/v1/environments/" + environment.name() + "/runs", ""));
		matches("post", "/api/v1/runs", platform("POST", "/api/v1/runs",
				"{\"kind\": \"drift\", \"environment\": \"%s\"}".formatted(environment.name())));
		matches("post", "/api/v1/runs", platform("POST", "/api/v1/runs", "{\"kind\": \"plan\"}"));
		for (long number : List.of(running, queued)) {
			matches("post", "/api/v1/runs/{number}/cancel",
					platform("POST", "/api/v1/runs/" + number + "/cancel", "{\"force\": false}"));
		}
		matches("get", "/api/v1/runs/{number}/log", platform("GET", "/api/v1/runs/" + queued + "/log", ""));
		matches("get", "/api/v1/runs/{number}/events", platform("GET", "/api/v1/runs/" + queued + "/events", ""));
	}

	@Test
	void requestsLookAsDescribed() {
		this.portal.signedIn("engineer-1");
		RequestFixtures requests = new RequestFixtures(this.portal);
		long asker = requests.person("engineer-1");
		String path = "/api/v1/requests";
		String one = path + "/{number}";
		List<Long> all = List.of(requests.waiting("payments", "production", asker), requests.done("payments", asker),
				requests.failed("payments", asker, "There is no room"), requests.applying("payments", asker),
				requests.of("payments", asker, "checking"), requests.queued("payments", asker));
		for (long number : all) {
			matches("get", one, platform("GET", path + "/" + number, ""));
			matches("get", one + "/plan", platform("GET", path + "/" + number + "/plan", ""));
		}
		matches("get", path, platform("GET", path + "?limit=200", ""));
		matches("get", path, platform("GET", path + "?status=nothing", ""));
		String waiting = path + "/" + all.getFirst();
		matches("post", one + "/approvals", platform("POST", waiting + "/approvals",
				"{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted(RunRows.digest())));
		matches("post", one + "/approvals", platform("POST", waiting + "/approvals",
				"{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted("0".repeat(64))));
		matches("get", one, platform("GET", waiting, ""));
		matches("post", one + "/comments", platform("POST", waiting + "/comments", "{\"text\": \"a test\"}"));
		matches("get", one + "/evidence", platform("GET", waiting + "/evidence", ""));
		matches("get", one + "/evidence", platform("GET", path + "/0/evidence", ""));
		matches("post", one + "/withdraw", platform("POST", waiting + "/withdraw", "{\"reason\": \"a test\"}"));
		matches("post", one + "/retry", platform("POST", path + "/" + all.get(2) + "/retry", ""));
		matches("post", one + "/cancel", platform("POST", path + "/" + all.get(5) + "/cancel", ""));
		String wish = """
				{"kind":"create","environment":"as-described","reason":"a test","spec":{"kind":"development"},
				"parameters":{"host":"nowhere"}}""";
		matches("post", "/api/v1/preflight", platform("POST", "/api/v1/preflight", wish));
		matches("post", path, platform("POST", path, wish));
		matches("post", path, platform("POST", path, "{\"kind\": 1}"));
		matches("put", one, platform("PUT", path + "/" + all.get(2),
				"{\"reason\":\"a test\",\"spec\":%s}".formatted(RequestFixtures.spec(EnvironmentKind.DEVELOPMENT))));
	}

	@Test
	void environmentsLookAsDescribed() {
		this.portal.signedIn("engineer-1");
		RequestFixtures requests = new RequestFixtures(this.portal);
		String path = "/api/v1/environments";
		String done = requests.environment(requests.done("payments", requests.person("engineer-1")));
		String bare = requests.environment(requests.of("payments", requests.person("engineer-1"), "withdrawn"));
		for (String name : List.of(done, bare)) {
			matches("get", path + "/{name}", platform("GET", path + "/" + name, ""));
			for (String more : List.of("/revisions", "/runs", "/timeline", "/bundle")) {
				matches("get", path + "/{name}" + more, platform("GET", path + "/" + name + more, ""));
			}
		}
		matches("get", path + "/{name}/timeline", platform("GET", path + "/" + done + "/timeline?after=x", ""));
		matches("get", path, platform("GET", path + "?limit=200", ""));
	}

	/**
	 * What is said to be an object says of what shape, but where the shape is told by
	 * another schema or by nobody.
	 */
	@Test
	void nothingIsSaidToBeJustAnObject() {
		TreeSet<String> vague = new TreeSet<>();
		this.document.path("components")
			.path("schemas")
			.propertyStream()
			.forEach((schema) -> vague(schema.getKey(), schema.getValue(), vague));
		this.document.path("paths")
			.propertyStream()
			.forEach((path) -> path.getValue()
				.propertyStream()
				.forEach((operation) -> operation.getValue()
					.path("responses")
					.path("200")
					.path("content")
					.forEach((content) -> vague(operation.getKey() + " " + path.getKey(), content.path("schema"),
							vague))));
		assertThat(vague).containsExactlyInAnyOrder(VAGUE);
	}

	private static void vague(String name, JsonNode schema, TreeSet<String> vague) {
		boolean object = schema.path("type").toString().contains("object");
		if (schema.isEmpty() || (object && !schema.has("properties") && !schema.has("additionalProperties")
				&& !schema.has("$ref") && !schema.has("anyOf"))) {
			vague.add(name);
		}
		schema.path("properties")
			.propertyStream()
			.forEach((property) -> vague(name + "." + property.getKey(), property.getValue(), vague));
		if (schema.has("items")) {
			vague(name + "[]", schema.path("items"), vague);
		}
	}

	@Test
	void freezesAndDelegationsLookAsDescribed() {
		RequestFixtures requests = new RequestFixtures(this.portal);
		long request = requests.waiting("payments");
		String freeze = "{\"name\":\"Winter\",\"until\":\"%s\",\"environments\":[\"%s\"],\"reason\":\"a test\"}"
			.formatted(Instant.now().plusSeconds(3600), requests.environment(request));
		HttpResponse<String> declared = platform("POST", "/api/v1/freezes", freeze);
		matches("post", "/api/v1/freezes", declared);
		String there = declared.headers().firstValue("Location").orElseThrow();
		matches("get", "/api/v1/freezes", platform("GET", "/api/v1/freezes", ""));
		matches("get", "/api/v1/freezes/{number}", platform("GET", there, ""));
		matches("put", "/api/v1/freezes/{number}", platform("PUT", there, freeze));
		String exceptions = "/api/v1/requests/{number}/exceptions";
		String of = "/api/v1/requests/%d/exceptions".formatted(request);
		matches("post", exceptions, platform("POST", of, "{\"reason\":\"a test\"}"));
		matches("get", exceptions, platform("GET", of, ""));
		matches("get", "/api/v1/requests/{number}", platform("GET", "/api/v1/requests/" + request, ""));
		matches("post", "/api/v1/freezes/{number}/end", platform("POST", there + "/end", "{\"reason\":\"over\"}"));
		Instant from = Instant.now().plus(Duration.ofDays(200));
		HttpResponse<String> made = platform("POST", "/api/v1/delegations",
				"{\"to\":\"%s\",\"from\":\"%s\",\"until\":\"%s\"}".formatted(requests.voter(), from,
						from.plusSeconds(60)));
		matches("post", "/api/v1/delegations", made);
		matches("get", "/api/v1/delegations", platform("GET", "/api/v1/delegations", ""));
		String lent = made.headers().firstValue("Location").orElseThrow();
		matches("delete", "/api/v1/delegations/{number}", platform("DELETE", lent, ""));
		matches("get", "/api/v1/delegations", platform("GET", "/api/v1/delegations", ""));
	}

	@Test
	void operationsLookAsDescribed() {
		String worker = "/api/v1/operations/workers/" + new RunRows(this.portal).worker("node-7", 4);
		String path = "/api/v1/operations/workers/{id}";
		matches("post", path + "/pause", platform("POST", worker + "/pause", "{\"reason\": \"a test\"}"));
		matches("get", "/api/v1/operations", platform("GET", "/api/v1/operations", ""));
		matches("post", path + "/resume", platform("POST", worker + "/resume", ""));
		String queue = "/api/v1/operations/queue";
		matches("post", queue + "/pause", platform("POST", queue + "/pause", "{\"reason\": \"a test\"}"));
		matches("get", "/api/v1/operations", platform("GET", "/api/v1/operations", ""));
		matches("post", queue + "/resume", platform("POST", queue + "/resume", ""));
	}

	@Test
	void theCloudLooksAsDescribed() {
		String cloud = "/api/v1/operations/cloud";
		matches("get", cloud, platform("GET", cloud, ""));
		CloudFixtures.limited(this.portal);
		matches("get", cloud, platform("GET", cloud, ""));
		for (String what : List.of("/refresh", "/rotate")) {
			matches("post", cloud + what, platform("POST", cloud + what, ""));
		}
		matches("post", cloud + "/limits",
				platform("POST", cloud + "/limits", "{\"kind\": \"nodes\", \"place\": \"fr-par\", \"number\": 9}"));
	}

	@Test
	void statesLookAsDescribed() {
		String path = "/api/v1/environments/{name}/state";
		StateFixtures environment = StateFixtures.fresh(this.portal, "payments");
		String state = "/api/v1/environments/" + environment.name() + "/state";
		matches("get", path, platform("GET", state, ""));
		environment.settled();
		long diverged = environment.diverged();
		matches("get", path, platform("GET", state, ""));
		matches("get", path, platform("GET",
				"/api/v1/environments/%s/state".formatted(StateFixtures.empty(this.portal, "payments")), ""));
		matches("get", path + "/{serial}", platform("GET", state + "/1", ""));
		matches("get", path + "/diverged/{id}", platform("GET", state + "/diverged/" + diverged, ""));
		matches("post", path + "/diverged/{id}/settle",
				platform("POST", state + "/diverged/" + diverged + "/settle", "{\"reason\": \"a test\"}"));
		matches("post", path + "/restore",
				platform("POST", state + "/restore", "{\"serial\": 1, \"reason\": \"a test\"}"));
		environment.locked();
		matches("get", path, platform("GET", state, ""));
		matches("post", path + "/restore",
				platform("POST", state + "/restore", "{\"serial\": 1, \"reason\": \"a test\"}"));
		matches("post", path + "/unlock", platform("POST", state + "/unlock", "{\"reason\": \"a test\"}"));
	}

	@Test
	void noticesLookAsDescribed() {
		String path = "/api/v1/notices";
		platform("GET", "/api/v1/me", "");
		new NoticeFixtures(this.portal).notice("platform-1", "Request 12 waits for you to decide");
		matches("get", path, platform("GET", path, ""));
		matches("post", path + "/read", platform("POST", path + "/read", "{\"ids\": [0]}"));
		matches("post", path + "/read", platform("POST", path + "/read", "{}"));
	}

	private HttpResponse<String> platform(String method, String path, String body) {
		return this.script.call(method, path, this.portal.issuer().accessToken("platform-1"), body);
	}

	/**
	 * One change with all that a change may have, and one with nothing of that.
	 */
	private static Changes changes() {
		return new Changes(1, 1, 1, 1, 1, 0, 0,
				List.of(change(Optional.of("forced by region"), Optional.of("linode_object_storage_bucket.before"),
						new Changes.Attribute("region", Optional.of("fr-par"), Optional.of("de-fra-2"), true)),
						change(Optional.empty(), Optional.empty(),
								new Changes.Attribute("region", Optional.empty(), Optional.empty(), false))),
				List.of(change(Optional.empty(), Optional.empty())), List.of(new Changes.OutputChange("endpoint",
						Changes.Action.CREATE, Optional.empty(), Optional.of("known after apply"))));
	}

	private static Changes.Change change(Optional<String> reason, Optional<String> movedFrom,
			Changes.Attribute... attributes) {
		return new Changes.Change("linode_object_storage_bucket.one", "linode_object_storage_bucket", "one", "",
				Changes.Group.DATA, Changes.Action.REPLACE, List.of("delete", "create"), reason, movedFrom,
				Optional.empty(), List.of(attributes));
	}

	@Test
	void refusalsLookAsDescribed() {
		String engineer = this.portal.issuer().accessToken("engineer-1");
		matches("get", "/api/v1/audit", this.script.call("GET", "/api/v1/audit", engineer, ""));
		matches("get", "/api/v1/me", this.script.call("GET", "/api/v1/me", "gw_wrong", ""));
		matches("post", "/api/v1/tokens", this.script.call("POST", "/api/v1/tokens", engineer, "{\"name\": 1}"));
		matches("delete", "/api/v1/tokens/{id}", this.script.call("DELETE", "/api/v1/tokens/0", engineer, ""));
	}

	private void matches(String method, String path, HttpResponse<String> answer) {
		JsonNode responses = this.document.get("paths").get(path).get(method).get("responses");
		JsonNode response = responses.path(String.valueOf(answer.statusCode()));
		if (response.isMissingNode()) {
			assertThat(answer.statusCode())
				.as("%s %s answered %d, which is not described: %s", method, path, answer.statusCode(), answer.body())
				.isGreaterThanOrEqualTo(400);
			response = responses.get("default");
		}
		JsonNode content = response.path("content");
		if (content.isMissingNode() || content.isEmpty()) {
			assertThat(answer.body()).isEmpty();
			return;
		}
		String type = answer.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", "");
		assertThat(content.has(type)).as("%s is described for %s %s", type, method, path).isTrue();
		String body = type.matches(".*[/+]json") ? answer.body() : JSON.writeValueAsString(answer.body());
		assertThat(errors(content.get(type).get("schema"), body)).as(answer.body()).isEmpty();
	}

	private List<Error> errors(JsonNode schema, String body) {
		ObjectNode whole = JSON.createObjectNode();
		whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
		whole.setAll((ObjectNode) schema);
		whole.set("components", this.document.get("components"));
		Schema validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
			.getSchema(whole.toString());
		return validator.validate(body, com.networknt.schema.InputFormat.JSON);
	}

	private TreeSet<String> described() {
		return this.document.get("paths")
			.propertyStream()
			.flatMap((path) -> path.getValue()
				.propertyStream()
				.map((operation) -> operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Stream<JsonNode> operations() {
		return this.document.get("paths")
			.valueStream()
			.flatMap((path) -> path.propertyStream().map(Map.Entry::getValue));
	}

	private TreeSet<String> mapped() {
		return this.portal.bean(RequestMappingHandlerMapping.class)
			.getHandlerMethods()
			.keySet()
			.stream()
			.flatMap((mapping) -> mapping.getPatternValues()
				.stream()
				.filter((pattern) -> pattern.startsWith("/api/v1/") && !pattern.contains("openapi"))
				.flatMap((pattern) -> mapping.getMethodsCondition()
					.getMethods()
					.stream()
					.map((method) -> method + " " + pattern)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}

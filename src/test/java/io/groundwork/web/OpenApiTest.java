package io.groundwork.web;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.groundwork.Guest;
import io.groundwork.Portal;
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
		matches("get", "/api/v1/me", this.script.call("GET", "/api/v1/me", platform, ""));
		matches("get", "/api/v1/audit", this.script.call("GET", "/api/v1/audit", platform, ""));
		matches("delete", "/api/v1/tokens/{id}", this.script.call("DELETE", "/api/v1/tokens/" + id, platform, ""));
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
		assertThat(errors(content.get(type).get("schema"), answer.body())).as(answer.body()).isEmpty();
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

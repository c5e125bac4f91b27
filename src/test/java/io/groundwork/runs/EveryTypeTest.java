package io.groundwork.runs;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.plans.Changes;
import io.groundwork.state.States;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every type of resource that the provider has, made, looked at and taken down by runs.
 */
class EveryTypeTest {

	private static final String PROVIDER = """
			terraform {
			  required_providers {
			    linode = {
			      source  = "registry.terraform.io/linode/linode"
			      version = "3.13.0"
			    }
			  }
			}
			provider "linode" {
			  event_poll_ms          = 50
			  lke_node_ready_poll_ms = 50
			  min_retry_delay_ms     = 20
			  max_retry_delay_ms     = 200
			}
			""";

	private static final Path SCHEMA = Path.of("sandbox/provider/testdata/linode-provider-schema.json");

	private final Engine engine = Engine.shared();

	private final Place place = this.engine.place();

	private final Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);

	@Test
	void everyTypeIsPlannedAppliedVerifiedFoundChangedAndDestroyed() throws Exception {
		String before = cloud("GET", "/admin/resources", "");
		String files = this.place.configuration(
				Map.of("provider.tf", PROVIDER, "main.tf", file("main.tf"), "objects.tf", file("objects.tf")));

		Run plan = done(Order.plan(this.environment, files, "engineer-1", ""));
		List<String> types = changes(plan).changes().stream().map(Changes.Change::type).distinct().toList();
		assertThat(types).containsExactlyInAnyOrderElementsOf(
				JsonMapper.shared().readTree(Files.readString(SCHEMA)).path("resource_schemas").propertyNames());
		int count = changes(plan).add();
		assertThat(this.engine.done(this.engine.carryOut(plan)).outcome())
			.isEqualTo("Applied: %d added, 0 changed, 0 destroyed".formatted(count));

		assertThat(done(Order.check(this.environment, RunKind.VERIFY, files)).outcome())
			.isEqualTo("Verified: everything is as it is wanted");
		assertThat(done(Order.check(this.environment, RunKind.DRIFT, files)).outcome())
			.isEqualTo("Everything is as it was left");

		cloud("PUT", "/v4beta/vpcs/" + id("linode_vpc"), "{\"description\":\"changed by hand\"}");
		Run drift = done(Order.check(this.environment, RunKind.DRIFT, files));
		assertThat(drift.outcome()).isEqualTo("1 resource differs from what was left");
		assertThat(changes(drift).drift()).extracting(Changes.Change::address).containsExactly("linode_vpc.net");
		assertThat(done(Order.check(this.environment, RunKind.VERIFY, files)).outcome())
			.isEqualTo("Not as wanted: 0 to add, 1 to change, 0 to destroy");

		Run end = done(Order.planDestruction(this.environment, files, "engineer-1", ""));
		assertThat(end.outcome()).isEqualTo("0 to add, 0 to change, %d to destroy".formatted(count));
		assertThat(this.engine.done(this.engine.carryOut(end)).outcome())
			.isEqualTo("Destroyed: 0 added, 0 changed, %d destroyed; nothing is left".formatted(count));
		assertThat(cloud("GET", "/admin/resources", "")).as("nothing of it is in the cloud").isEqualTo(before);
	}

	private Run done(Order order) {
		return this.engine.done(this.place.ask(order));
	}

	private Changes changes(Run run) {
		return this.place.bean(RunPlans.class).find(run.number()).orElseThrow().written().changes();
	}

	/**
	 * What the cloud calls the first of a type.
	 */
	private String id(String type) throws IOException {
		States states = this.place.bean(States.class);
		long serial = states.current(this.environment.id()).orElseThrow().serial();
		try (var state = states.open(this.environment.id(), serial)) {
			for (JsonNode resource : JsonMapper.shared().readTree(state).path("resources")) {
				if (resource.path("type").asString().equals(type)) {
					return resource.path("instances").path(0).path("attributes").path("id").asString();
				}
			}
		}
		throw new AssertionError("There is no " + type);
	}

	private static String file(String name) throws IOException {
		return Files.readString(Path.of("src/test/resources/terraform/everything", name));
	}

	private String cloud(String method, String path, String body) throws Exception {
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(this.engine.cloud().resolve(path))
				.header("Authorization", "Bearer " + this.engine.token())
				.header("Content-Type", "application/json")
				.method(method, HttpRequest.BodyPublishers.ofString(body))
				.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

}

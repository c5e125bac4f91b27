package io.groundwork.plans;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.groundwork.plans.BlastRadius.Severity;
import io.groundwork.plans.Changes.Action;
import io.groundwork.plans.Changes.Group;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.groundwork.terraform.TerraformCommand.Aim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is at stake in plans for a simulated cloud.
 */
class CloudPlanTests {

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
			  event_poll_ms = 50
			}
			""";

	private static final String RESOURCES = """
			resource "linode_domain" "zone" {
			  type      = "master"
			  domain    = "zone.example"
			  soa_email = "hostmaster@zone.example"
			}

			resource "linode_database_postgresql_v2" "data" {
			  label        = "data"
			  engine_id    = "postgresql/17"
			  region       = "fr-par"
			  type         = "g6-nanode-1"
			  cluster_size = 1
			}

			resource "linode_object_storage_bucket" "first" {
			  region = "fr-par"
			  label  = "first"
			}
			""";

	@Test
	void whatIsAtStakeIsSaidInASentence(@TempDir Path folder, @TempDir Path work) throws Exception {
		try (LinodeApi api = LinodeApi.start(folder, Settings.quick())) {
			String token = api.token("terraform");
			try (Planned planned = new Planned(work, Map.of("LINODE_URL", api.address().toString(), "LINODE_TOKEN",
					token, "LINODE_API_VERSION", "v4beta"))) {
				PlanReading first = planned.with(PROVIDER + RESOURCES).read();
				assertThat(first.blastRadius().sentence()).isEqualTo("No data is touched.");
				assertThat(first.changes().changes()).extracting(Changes.Change::group)
					.containsExactlyInAnyOrder(Group.NETWORK, Group.DATA, Group.DATA);
				planned.apply();
				changes(planned);
				drift(planned, api, token);
				BlastRadius last = planned.read(Aim.DESTROY).blastRadius();
				assertThat(last.severity()).isEqualTo(Severity.LOSS);
				assertThat(last.sentence()).isEqualTo(
						"Destroys 1 database and 1 bucket; their data is gone unless a backup is kept elsewhere.");
			}
		}
	}

	private static void changes(Planned planned) {
		PlanReading downtime = planned.with(PROVIDER + RESOURCES.replace("g6-nanode-1", "g6-standard-2")).read();
		assertThat(downtime.blastRadius().sentence())
			.isEqualTo("No data is lost; 1 database stands still for a while.");
		assertThat(downtime.blastRadius().severity()).isEqualTo(Severity.DOWNTIME);
		PlanReading loss = planned.with(PROVIDER + RESOURCES.replace("label  = \"first\"", "label  = \"other\""))
			.read();
		assertThat(loss.blastRadius().sentence())
			.isEqualTo("Replaces 1 bucket; its data is gone unless a backup is kept elsewhere.");
		assertThat(loss.changes().changes()).singleElement().satisfies((change) -> {
			assertThat(change.action()).isEqualTo(Action.REPLACE);
			assertThat(change.reason()).contains("forced by label");
		});
		planned.with(PROVIDER + RESOURCES);
	}

	private static void drift(Planned planned, LinodeApi api, String token) throws Exception {
		JsonMapper mapper = JsonMapper.builder().build();
		try (HttpClient client = HttpClient.newHttpClient()) {
			HttpRequest.Builder request = HttpRequest.newBuilder()
				.timeout(Duration.ofSeconds(30))
				.header("Authorization", "Bearer " + token)
				.header("Content-Type", "application/json");
			URI domains = api.address().resolve("/v4beta/domains");
			JsonNode domain = mapper
				.readTree(client.send(request.uri(domains).build(), HttpResponse.BodyHandlers.ofString()).body())
				.path("data")
				.path(0);
			client.send(request.uri(URI.create(domains + "/" + domain.path("id").asString()))
				.PUT(HttpRequest.BodyPublishers.ofString("{\"soa_email\":\"somebody@else.example\"}"))
				.build(), HttpResponse.BodyHandlers.discarding());
		}
		PlanReading drift = planned.read(Aim.REFRESH_ONLY);
		assertThat(drift.changes().drift()).singleElement().satisfies((change) -> {
			assertThat(change.address()).isEqualTo("linode_domain.zone");
			assertThat(change.attributes()).singleElement()
				.hasToString("Attribute[path=soa_email, before=Optional[hostmaster@zone.example], "
						+ "after=Optional[somebody@else.example], forces=false]");
		});
	}

}

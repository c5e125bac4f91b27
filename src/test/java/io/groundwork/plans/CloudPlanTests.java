package io.groundwork.plans;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.groundwork.environments.prices.Bill;
import io.groundwork.environments.prices.Item;
import io.groundwork.environments.prices.Item.Kind;
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
				assertThat(first.bills().before()).isEqualTo(Bill.NONE);
				assertThat(first.bills().after().items()).containsExactlyInAnyOrder(
						new Item(Kind.DATABASE, "Data store data", "g6-nanode-1", "fr-par", 1, 1),
						new Item(Kind.OBJECTS, "Buckets", "", "fr-par", 1, 1));
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

	@Test
	void whatIsPaidByTheMonthIsReadOutOfPlans(@TempDir Path folder, @TempDir Path work) throws Exception {
		try (LinodeApi api = LinodeApi.start(folder, Settings.quick());
				Planned planned = new Planned(work, Map.of("LINODE_URL", api.address().toString(), "LINODE_TOKEN",
						api.token("terraform"), "LINODE_API_VERSION", "v4beta"))) {
			Bills first = planned.with(PROVIDER + CLUSTER).read().bills();
			assertThat(first.before()).isEqualTo(Bill.NONE);
			assertThat(first.after().items()).containsExactlyInAnyOrder(
					new Item(Kind.CONTROL_PLANE, "Control plane", Bill.HIGHLY_AVAILABLE, "fr-par", 1, 1),
					new Item(Kind.BALANCER, "NodeBalancers", "", "fr-par", 1, 1),
					new Item(Kind.NODES, "Pool baseline", "g6-standard-4", "fr-par", 3, 6));
			planned.apply();
			// What stays is in both; a pool by itself is where its cluster is.
			Bills second = planned.with(PROVIDER + CLUSTER.replace("max = 6", "max = 10") + POOL).read().bills();
			assertThat(second.before().items()).containsExactlyInAnyOrderElementsOf(first.after().items());
			assertThat(second.after().items()).contains(
					new Item(Kind.NODES, "Pool baseline", "g6-standard-4", "fr-par", 3, 10),
					new Item(Kind.NODES, "Pool more", "g6-standard-2", "fr-par", 2, 2),
					new Item(Kind.CONTROL_PLANE, "Control plane", Bill.HIGHLY_AVAILABLE, "fr-par", 1, 1));
			Bills last = planned.with(PROVIDER + CLUSTER).read(Aim.DESTROY).bills();
			assertThat(last.before().items()).containsExactlyInAnyOrderElementsOf(first.after().items());
			assertThat(last.after()).isEqualTo(Bill.NONE);
		}
	}

	private static final String CLUSTER = """
			resource "linode_lke_cluster" "main" {
			  label       = "priced"
			  region      = "fr-par"
			  k8s_version = "1.34"
			  tier        = "standard"
			  control_plane {
			    high_availability = true
			  }
			  pool {
			    label = "baseline"
			    type  = "g6-standard-4"
			    autoscaler {
			      min = 3
			      max = 6
			    }
			  }
			}
			""";

	private static final String POOL = """
			resource "linode_lke_node_pool" "more" {
			  cluster_id = linode_lke_cluster.main.id
			  label      = "more"
			  type       = "g6-standard-2"
			  node_count = 2
			}
			""";

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

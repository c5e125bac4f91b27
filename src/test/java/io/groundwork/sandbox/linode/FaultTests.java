package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FaultTests {

	private static final String CLUSTER = "{'label':'%s','region':'%s','k8s_version':'1.35','node_pools':[{'type':'g6-standard-2','count':%d}]}";

	private static final String FIREWALL = "{'label':'%s','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}";

	private final PaperClusters clusters = new PaperClusters();

	private LinodeApi api;

	private Caller caller;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.api = LinodeApi.start(folder, Settings.quick().on(Settings.Backends.paperBut(this.clusters)));
		this.caller = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void anAccountHasItsLimit() {
		this.caller.fault("{'kind':'account-limit','nodes':3}");
		String path = "lke/clusters/" + this.caller.post("lke/clusters", CLUSTER.formatted("blue", "fr-par", 2)).id()
				+ "/pools";
		assertThat(this.caller.post(path, "{'type':'g6-standard-2','count':1}").status()).isEqualTo(200);
		Caller.Reply refused = this.caller.post(path, "{'type':'g6-standard-2','count':1}");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.reasons()).containsExactly("Account Limit reached. Please open a support ticket.");
		assertThat(this.caller.get(path).json().path("results").asInt()).isEqualTo(2);
		assertThat(this.caller.post("lke/clusters", CLUSTER.formatted("red", "fr-par", 1)).status()).isEqualTo(400);
		assertThat(this.caller.get("lke/clusters").json().path("results").asInt()).isEqualTo(1);
	}

	@Test
	void withoutCapacityNodesStayWithoutALinodeUntilThereIsSome() {
		long fault = this.caller.fault("{'kind':'no-capacity','region':'fr-par'}").id();
		String path = "lke/clusters/" + this.caller.post("lke/clusters", CLUSTER.formatted("blue", "fr-par", 1)).id();
		String elsewhere = "lke/clusters/"
				+ this.caller.post("lke/clusters", CLUSTER.formatted("red", "us-ord", 1)).id();
		this.caller.await(elsewhere + "/pools", FaultTests::isReady);
		JsonNode node = this.caller.get(path + "/pools").json().path("data").path(0).path("nodes").path(0);
		assertThat(node.path("instance_id").isNull()).isTrue();
		assertThat(node.path("status").asString()).isEqualTo("not_ready");
		this.caller.delete("/admin/faults/" + fault);
		this.caller.await(path + "/pools", FaultTests::isReady);
	}

	@Test
	void theAvailabilityTellsOfMissingCapacity() {
		String plan = "g7-premium-2";
		assertThat(available("fr-par", plan)).isTrue();
		this.caller.fault("{'kind':'no-capacity','region':'fr-par','plan':'%s'}".formatted(plan));
		assertThat(available("fr-par", plan)).isFalse();
		assertThat(available("us-ord", plan)).isTrue();
	}

	@Test
	void stormsPass() {
		this.caller.fault("{'kind':'too-many-requests','times':2,'path':'firewalls'}");
		this.caller.fault("{'kind':'unavailable','times':1,'method':'POST'}");
		assertThat(this.caller.get("networking/firewalls").status()).isEqualTo(429);
		assertThat(this.caller.get("vpcs").status()).isEqualTo(200);
		Caller.Reply second = this.caller.get("networking/firewalls");
		assertThat(second.status()).isEqualTo(429);
		assertThat(second.header("Retry-After")).isEqualTo("1");
		assertThat(this.caller.get("networking/firewalls").status()).isEqualTo(200);
		assertThat(this.caller.post("networking/firewalls", FIREWALL.formatted("wall")).status()).isEqualTo(503);
		assertThat(this.caller.post("networking/firewalls", FIREWALL.formatted("wall")).status()).isEqualTo(200);
		assertThat(this.caller.get("/admin/faults").json()).isEmpty();
	}

	@Test
	void latencyIsLatency() {
		this.caller.fault("{'kind':'latency','millis':300,'times':1}");
		long start = System.nanoTime();
		this.caller.get("vpcs");
		assertThat(System.nanoTime() - start).isGreaterThan(300_000_000);
	}

	@Test
	void aCutAnswerLeavesWhatWasDone() throws IOException {
		this.caller.fault("{'kind':'cut','times':1,'method':'POST'}");
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.caller.attempt("POST", "networking/firewalls", FIREWALL.formatted("wall")));
		assertThat(this.caller.get("networking/firewalls").json().path("results").asInt()).isEqualTo(1);
	}

	@Test
	void aResourceIsChangedAndDeletedBehindTheBack() {
		long id = this.caller.post("networking/firewalls", FIREWALL.formatted("wall")).id();
		int events = this.caller.get("account/events").json().path("results").asInt();
		this.caller.put("/admin/resources/firewall/" + id, "{'tags':['drifted']}");
		assertThat(this.caller.get("networking/firewalls/" + id).json().path("tags").toString())
			.isEqualTo("[\"drifted\"]");
		this.caller.delete("/admin/resources/firewall/" + id);
		assertThat(this.caller.get("networking/firewalls/" + id).status()).isEqualTo(404);
		assertThat(this.caller.get("account/events").json().path("results").asInt()).isEqualTo(events);
		assertThat(this.caller.delete("/admin/resources/firewall/" + id).status()).isEqualTo(404);
	}

	@Test
	void aTokenIsRevoked() {
		Caller other = this.caller.with(this.api.token("other"));
		assertThat(other.get("vpcs").status()).isEqualTo(200);
		JsonNode token = Json.nodes(this.caller.get("/admin/resources").json())
			.stream()
			.filter((row) -> "other".equals(row.path("label").asString()))
			.findFirst()
			.orElseThrow();
		this.caller.delete("/admin/resources/token/" + token.path("id").asLong());
		assertThat(other.get("vpcs").reasons()).containsExactly("Invalid Token");
	}

	@Test
	void aClusterGoesDownAndComesBack() {
		long id = this.caller.post("lke/clusters", CLUSTER.formatted("blue", "fr-par", 1)).id();
		this.caller.await("lke/clusters/" + id + "/kubeconfig", (answer) -> answer.has("kubeconfig"));
		long fault = this.caller.fault("{'kind':'cluster-down','cluster':%d}".formatted(id)).id();
		assertThat(this.clusters.isReady(id, "any")).isFalse();
		assertThat(this.caller.get("lke/clusters/" + id + "/kubeconfig").status()).isEqualTo(200);
		this.caller.delete("/admin/faults/" + fault);
		assertThat(this.clusters.isReady(id, "any")).isTrue();
	}

	@Test
	void inARegionOutOfServiceNothingIsChanged() {
		long id = this.caller.post("lke/clusters", CLUSTER.formatted("blue", "fr-par", 1)).id();
		this.caller.fault("{'kind':'region-down','region':'fr-par'}");
		assertThat(this.caller.get("regions/fr-par").json().path("status").asString()).isEqualTo("outage");
		assertThat(this.caller.post("vpcs", "{'label':'net','region':'fr-par'}").status()).isEqualTo(503);
		assertThat(this.caller.delete("lke/clusters/" + id).status()).isEqualTo(503);
		assertThat(this.caller.get("lke/clusters/" + id + "/kubeconfig").status()).isEqualTo(503);
		assertThat(this.caller.get("lke/clusters/" + id).status()).isEqualTo(200);
		assertThat(this.caller.post("vpcs", "{'label':'net','region':'us-ord'}").status()).isEqualTo(200);
		this.caller.delete("/admin/faults");
		assertThat(this.caller.delete("lke/clusters/" + id).status()).isEqualTo(200);
	}

	@Test
	void theAdminPathTellsWhoseEverythingIsAndWhoAsked() {
		this.caller.post("networking/firewalls", FIREWALL.formatted("wall"));
		JsonNode everything = this.caller.get("/admin").json();
		assertThat(Json.nodes(everything.path("resources"))).anySatisfy((row) -> {
			assertThat(row.path("kind").asString()).isEqualTo("firewall");
			assertThat(row.path("owner").asString()).isEqualTo("terraform");
		});
		JsonNode request = everything.path("requests").path(0);
		assertThat(request.path("method").asString()).isEqualTo("POST");
		assertThat(request.path("owner").asString()).isEqualTo("terraform");
		assertThat(everything.toString()).doesNotContain(this.caller.token());
	}

	@Test
	void anotherPagesScriptCannotReachTheAdminPath() {
		assertThat(this.caller.send("POST", "/admin/faults", "{}", "Origin", "https://example.com").status())
			.isEqualTo(403);
		assertThat(this.caller.fault("{'kind':'rain'}").status()).isEqualTo(400);
		assertThat(this.caller.fault("{'kind':'latency','path':'('}").status()).isEqualTo(400);
	}

	private boolean available(String region, String plan) {
		return Json.nodes(this.caller.get("regions/" + region + "/availability").json())
			.stream()
			.anyMatch((row) -> plan.equals(row.path("plan").asString()) && row.path("available").asBoolean());
	}

	private static boolean isReady(JsonNode pools) {
		return "ready".equals(pools.path("data").path(0).path("nodes").path(0).path("status").asString(""));
	}

}

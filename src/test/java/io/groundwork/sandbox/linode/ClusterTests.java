package io.groundwork.sandbox.linode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterTests {

	private static final String CLUSTER = """
			{'label': 'blue', 'region': 'fr-par', 'k8s_version': '1.35', 'tags': ['one-tag'],
			'node_pools': [{'type': 'g6-standard-4', 'count': 2, 'disks': null}]}
			""";

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
	void aClusterGetsItsNodesAndItsKubeconfig() {
		Caller.Reply made = this.caller.post("lke/clusters", CLUSTER);
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		assertThat(made.json().path("status").asString()).isEqualTo("ready");
		assertThat(made.json().path("tier").asString()).isEqualTo("standard");
		String cluster = "lke/clusters/" + made.id();
		JsonNode pool = pools(cluster).getFirst();
		assertThat(pool.path("count").asInt()).isEqualTo(2);
		assertThat(pool.path("nodes")).hasSize(2);
		readyPool(cluster);
		this.caller.await(cluster + "/kubeconfig", (answer) -> answer.has("kubeconfig"));
		String kubeconfig = kubeconfig(cluster);
		assertThat(kubeconfig).contains("current-context: lke%d-ctx".formatted(made.id()),
				"name: lke%d-admin".formatted(made.id()));
		assertThat(this.clusters.wanted(made.id()).orElseThrow().pools().getFirst().nodes()).hasSize(2);
		assertThat(actions()).contains("lke_cluster_create finished", "linode_create finished");
	}

	@Test
	void beforeItIsReadyThereIsNoKubeconfig(@TempDir Path folder) {
		Settings slow = Settings.quick().taking(Settings.Delays.of(Duration.ofMinutes(5)));
		try (LinodeApi waiting = LinodeApi.start(folder, slow)) {
			Caller other = new Caller(waiting);
			long id = other.post("lke/clusters", CLUSTER).id();
			Caller.Reply reply = other.get("lke/clusters/" + id + "/kubeconfig");
			assertThat(reply.status()).isEqualTo(503);
			assertThat(reply.reasons())
				.containsExactly("Cluster kubeconfig is not yet available. Please try again later.");
			assertThat(other.get("lke/clusters/" + id + "/api-endpoints").reasons())
				.containsExactly("Cluster API Endpoints are not yet available. Please try again later.");
			JsonNode node = other.get("lke/clusters/" + id + "/pools")
				.json()
				.path("data")
				.path(0)
				.path("nodes")
				.path(0);
			assertThat(node.path("instance_id").isNull()).isTrue();
			assertThat(node.path("status").asString()).isEqualTo("not_ready");
		}
	}

	@Test
	void theTierIsShownByTheBetaOnly() {
		long id = this.caller.post("lke/clusters", CLUSTER).id();
		assertThat(this.caller.get("/v4/lke/clusters/" + id).json().has("tier")).isFalse();
		assertThat(this.caller.get("/v4beta/lke/clusters/" + id).json().has("tier")).isTrue();
		assertThat(this.caller.get("/v4/lke/tiers/enterprise/versions").status()).isEqualTo(404);
		assertThat(this.caller.get("lke/tiers/enterprise/versions").json().path("data").path(0).path("id").asString())
			.isEqualTo("v1.33.6+lke7");
	}

	@Test
	void anEnterpriseClusterIsHighlyAvailableAndNeedsItsRegion() {
		String wish = "{'label':'%s','region':'%s','k8s_version':'v1.33.6+lke7','tier':'enterprise'}";
		Caller.Reply made = this.caller.post("lke/clusters", wish.formatted("big", "fr-par"));
		assertThat(made.json().path("control_plane").path("high_availability").asBoolean()).isTrue();
		assertThat(this.caller.post("lke/clusters", wish.formatted("other", "us-east")).reasons())
			.containsExactly("region: region is not valid");
	}

	@Test
	void aPoolGrowsAndShrinksAndEveryLinodeThatGoesIsTold() {
		long id = this.caller.post("lke/clusters", CLUSTER).id();
		String cluster = "lke/clusters/" + id;
		JsonNode pool = readyPool(cluster);
		String path = cluster + "/pools/" + pool.path("id").asLong();
		assertThat(this.caller.put(path, "{'count': 4}").json().path("nodes")).hasSize(4);
		JsonNode grown = readyPool(cluster);
		this.caller.put(path, "{'count': 1}");
		assertThat(this.caller.get(path).json().path("nodes")).hasSize(1);
		Set<Long> instances = Json.nodes(grown.path("nodes"))
			.stream()
			.map((node) -> node.path("instance_id").asLong())
			.collect(Collectors.toSet());
		assertThat(this.caller.delete(cluster).body()).isEqualTo("{}");
		assertThat(this.caller.get(cluster).status()).isEqualTo(404);
		for (long instance : instances) {
			JsonNode events = this.caller
				.filtered("account/events",
						"{'action':'linode_delete','entity.id':%d,'entity.type':'linode'}".formatted(instance))
				.json();
			assertThat(events.path("results").asInt()).isEqualTo(1);
		}
		assertThat(this.clusters.wanted(id)).isEmpty();
	}

	@Test
	void recyclingReplacesEveryNode() {
		String cluster = "lke/clusters/" + this.caller.post("lke/clusters", CLUSTER).id();
		List<String> before = nodes(readyPool(cluster));
		assertThat(this.caller.post(cluster + "/recycle", "").status()).isEqualTo(200);
		assertThat(nodes(readyPool(cluster))).hasSize(2).doesNotContainAnyElementsOf(before);
	}

	@Test
	void aRotatedKubeconfigHasAnotherToken() {
		long id = this.caller.post("lke/clusters", CLUSTER).id();
		String cluster = "lke/clusters/" + id;
		this.caller.await(cluster + "/kubeconfig", (answer) -> answer.has("kubeconfig"));
		String before = kubeconfig(cluster);
		this.caller.get(cluster);
		assertThat(kubeconfig(cluster)).isEqualTo(before);
		this.caller.delete(cluster + "/kubeconfig");
		String after = kubeconfig(cluster);
		assertThat(after).isNotEqualTo(before);
		this.caller.post(cluster + "/regenerate", "{'kubeconfig':true}");
		assertThat(kubeconfig(cluster)).isNotEqualTo(after);
		this.caller.delete(cluster + "/servicetoken");
	}

	@Test
	void addressesOfTheAccessListAreWrittenAsRanges() {
		long id = this.caller.post("lke/clusters", CLUSTER).id();
		String acl = "lke/clusters/" + id + "/control_plane_acl";
		assertThat(this.caller.get(acl).json().path("acl").path("enabled").asBoolean()).isFalse();
		JsonNode changed = this.caller
			.put(acl, "{'acl':{'enabled':true,'addresses':{'ipv4':['10.0.0.1'],'ipv6':['2001:db8::1']}}}")
			.json();
		assertThat(changed.path("acl").path("addresses").toString())
			.isEqualTo("{\"ipv4\":[\"10.0.0.1/32\"],\"ipv6\":[\"2001:db8::1/128\"]}");
		assertThat(this.caller.put(acl, "{'acl':{'addresses':{'ipv4':['nowhere']}}}").reasons())
			.containsExactly("acl.addresses.ipv4: Must be a valid IPv4 address or range");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					label       | 'blue_one'          | label: Must only use ASCII letters, numbers, and dashes
					label       | null                | label: label is required
					label       | 7                   | label: Must be of type String
					region      | 'xx-none'           | region: region is not valid
					k8s_version | '1.12'              | k8s_version: k8s_version is not valid
					k8s_version | 'v1.33.6+lke7'      | k8s_version: k8s_version is not valid
					tier        | 'gold'              | tier: Must be one of standard, enterprise
					stack_type  | 'ipv5'              | stack_type: Must be one of ipv4, ipv4-ipv6
					vpc_id      | 'x'                 | vpc_id: Must be of type Integer
					node_pools  | []                  | node_pools: node_pools is required
					node_pools  | [{'type':'g6-standard-1','count':0}]   | node_pools[0].count: Must be 1-100
					node_pools  | [{'type':'g6-standard-1','count':101}] | node_pools[0].count: Must be 1-100
					node_pools  | [{'type':'g6-standard-1'}]             | node_pools[0].count: count is required
					node_pools  | [{'type':'g9-none','count':1}]         | node_pools[0].type: type is not valid
					node_pools  | [{'type':'g1-gpu-rtx6000-1','count':1}] | node_pools[0].type: Linode type is not supported by LKE
					node_pools  | [{'type':'g6-standard-1','count':1,'labels':{'kubernetes.io/x':'y'}}] | node_pools[0].labels: Label key is not valid: kubernetes.io/x
					node_pools  | [{'type':'g6-standard-1','count':1,'labels':{'a':'b c'}}] | node_pools[0].labels: Label value is not valid: b c
					node_pools  | [{'type':'g6-standard-1','count':1,'taints':[{'key':'a','effect':'Never'}]}] | node_pools[0].taints[0].effect: Must be one of NoSchedule, PreferNoSchedule, NoExecute
					node_pools  | [{'type':'g6-standard-1','count':1,'autoscaler':{'enabled':true,'min':3,'max':2}}] | node_pools[0].autoscaler.min: Minimum cannot be greater than maximum
					node_pools  | [{'type':'g6-standard-1','count':1,'autoscaler':{'enabled':true,'min':1,'max':101}}] | node_pools[0].autoscaler.max: Must be 1-100
					""",
			quoteCharacter = '`')
	void whatLinodeRefusesIsRefusedWithTheReason(String field, String value, String reason) {
		ObjectNode wish = (ObjectNode) Json.MAPPER.readTree(CLUSTER.replace('\'', '"'));
		wish.set(field, Json.MAPPER.readTree(value.replace('\'', '"')));
		Caller.Reply reply = this.caller.post("lke/clusters", wish.toString());
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.reasons()).containsExactly(reason);
		assertThat(this.caller.get("lke/clusters").json().path("results").asInt()).isZero();
	}

	@Test
	void aGpuPlanIsRefusedWhereThereIsNone() {
		String gpu = CLUSTER.replace("g6-standard-4", "g2-gpu-rtx4000a1-s");
		assertThat(this.caller.post("lke/clusters", gpu).status()).isEqualTo(200);
		assertThat(this.caller.post("lke/clusters", gpu.replace("fr-par", "us-east").replace("blue", "red")).reasons())
			.containsExactly("node_pools[0].type: Linode type is not available in the selected region");
	}

	@Test
	void twoClustersHaveTwoLabels() {
		this.caller.post("lke/clusters", CLUSTER);
		assertThat(this.caller.post("lke/clusters", CLUSTER).reasons()).containsExactly("label: Label must be unique");
	}

	@Test
	void anAutoscalerBringsThePoolWithinItsBounds() {
		String cluster = "lke/clusters/" + this.caller.post("lke/clusters", CLUSTER).id();
		JsonNode pool = this.caller
			.post(cluster + "/pools",
					"{'type':'g6-standard-1','count':1,'autoscaler':{'enabled':true,'min':3,'max':5}}")
			.json();
		assertThat(pool.path("nodes")).hasSize(3);
		assertThat(pool.path("autoscaler").toString()).isEqualTo("{\"enabled\":true,\"min\":3,\"max\":5}");
	}

	@Test
	void highAvailabilityStays() {
		String cluster = "lke/clusters/" + this.caller.post("lke/clusters", CLUSTER).id();
		this.caller.put(cluster, "{'control_plane':{'high_availability':true}}");
		assertThat(this.caller.put(cluster, "{'control_plane':{'high_availability':false}}").status()).isEqualTo(400);
		assertThat(this.caller.put(cluster, "{'k8s_version':'1.34'}").status()).isEqualTo(400);
	}

	private List<JsonNode> pools(String cluster) {
		return Json.nodes(this.caller.get(cluster + "/pools").json().path("data"));
	}

	private JsonNode readyPool(String cluster) {
		return this.caller
			.await(cluster + "/pools",
					(pools) -> Json.nodes(pools.path("data").path(0).path("nodes"))
						.stream()
						.allMatch((node) -> "ready".equals(node.path("status").asString())))
			.path("data")
			.path(0);
	}

	private static List<String> nodes(JsonNode pool) {
		return Json.nodes(pool.path("nodes")).stream().map((node) -> node.path("id").asString()).toList();
	}

	private String kubeconfig(String cluster) {
		return new String(
				Base64.getDecoder()
					.decode(this.caller.get(cluster + "/kubeconfig").json().path("kubeconfig").asString()),
				StandardCharsets.UTF_8);
	}

	private Set<String> actions() {
		return Json.nodes(this.caller.get("account/events").json().path("data"))
			.stream()
			.map((event) -> event.path("action").asString() + " " + event.path("status").asString())
			.collect(Collectors.toSet());
	}

}

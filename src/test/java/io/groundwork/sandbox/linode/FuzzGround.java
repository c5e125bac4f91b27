package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A little of everything for a fuzzer to walk on, and the description with its numbers
 * filled in. What is deleted, recycled or suspended is there for that alone, so that
 * whatever the fuzzer does first, there is something left for the rest.
 */
final class FuzzGround {

	private static final String POOL = "{'type':'g6-standard-1','count':%d}";

	private static final String CLUSTER = "{'label':'%s','region':'fr-par','k8s_version':'1.35','node_pools':[%s]}";

	private static final String DATABASES = "databases/postgresql/instances";

	private static final int SPARE = 12;

	/**
	 * What may stand in a path, by the name of the variable.
	 */
	private final Map<String, List<Object>> kept = new HashMap<>();

	/**
	 * The same where it does not outlive the request, by the name of the operation.
	 */
	private final Map<String, List<Object>> spent = new HashMap<>();

	/**
	 * What may stand in a body, by the name of the schema.
	 */
	private final Map<String, List<Object>> words = new HashMap<>();

	private final Caller caller;

	FuzzGround(Caller caller) {
		this.caller = caller;
		catalogue();
		clusters();
		firewalls();
		networks();
		databases();
		storage();
		domains();
		streams();
		tokens();
		this.kept.put("eventId", List.copyOf(ids(caller.get("account/events").json().path("data")).subList(0, 3)));
	}

	private void catalogue() {
		this.kept.putAll(Map.of("regionId", List.of("fr-par"), "typeId", List.of("g6-standard-1"), "databaseTypeId",
				List.of("g6-standard-1"), "version", List.of("1.35"), "tier", List.of("standard"), "engine",
				List.of("postgresql"), "engineVersion", List.of("17")));
		this.words.putAll(Map.of("RegionName", List.of("fr-par"), "VersionName", List.of("1.35", "v1.33.6+lke7"),
				"PlanName", List.of("g6-standard-1", "g6-dedicated-2"), "DatabasePlanName", List.of("g6-standard-1"),
				"EngineName", List.of("postgresql/16", "postgresql/17"), "EngineVersion", List.of("17"), "Address",
				List.of("10.0.0.1", "192.0.2.0/24", "2001:db8::/32"), "Address6",
				List.of("2001:db8::1", "2001:db8::/32"), "Range6", List.of("::/0", "2001:db8::/32")));
		this.words.put("EndpointType", List.of("E1"));
		this.words.put("NodeCount", List.of(1, 2, 3));
		this.words.put("SubnetRange",
				IntStream.range(0, 200).mapToObj((i) -> (Object) "10.1.%d.0/24".formatted(i)).toList());
	}

	private void clusters() {
		List<Object> all = many("lke/clusters", (i) -> CLUSTER.formatted("cluster-" + i, POOL.formatted(1)));
		Object first = all.getFirst();
		keep("clusterId", all, "deleteCluster", "recycleCluster");
		String pools = "lke/clusters/" + first + "/pools";
		// A pool that is named nowhere: its nodes stay unless they are named.
		String still = pools + "/" + made(pools, POOL.formatted(3 * SPARE));
		List<Object> nodes = new ArrayList<>();
		this.caller.await(still, FuzzGround::isReady)
			.path("nodes")
			.forEach((node) -> nodes.add(node.path("id").asString()));
		keep("poolId", many(pools, (i) -> POOL.formatted(1)), "deletePool", "recyclePool");
		keep("nodeId", nodes, "deleteNode", "recycleNode");
	}

	private static boolean isReady(JsonNode pool) {
		return Json.nodes(pool.path("nodes"))
			.stream()
			.allMatch((node) -> "ready".equals(node.path("status").asString()));
	}

	private void firewalls() {
		String wish = "{'label':'wall-%d','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}";
		List<Object> all = many("networking/firewalls", wish::formatted);
		keep("firewallId", all, "deleteFirewall");
		this.words.put("FirewallId", List.of(0, all.getFirst()));
		String pools = "lke/clusters/" + made("lke/clusters", CLUSTER.formatted("still", POOL.formatted(60)))
				+ "/pools";
		JsonNode pool = this.caller.await(pools, (list) -> isReady(list.path("data").path(0))).path("data").path(0);
		List<Object> instances = new ArrayList<>();
		pool.path("nodes").forEach((node) -> instances.add(node.path("instance_id").asLong()));
		String devices = "networking/firewalls/" + all.getFirst() + "/devices";
		keep("deviceId", many(devices, (i) -> "{'type':'linode','id':%s}".formatted(instances.get(i))), "deleteDevice");
		List<Object> free = instances.subList(SPARE * 2, instances.size());
		this.words.put("InstanceId", List.copyOf(free));
		this.kept.put("instanceId", List.copyOf(free.subList(0, 2)));
	}

	private void networks() {
		List<Object> all = many("vpcs", (i) -> "{'label':'net-%d','region':'fr-par'}".formatted(i));
		keep("vpcId", all, "deleteVpc");
		String subnets = "vpcs/" + all.getFirst() + "/subnets";
		List<Object> ids = IntStream.range(0, 5)
			.mapToObj((i) -> (Object) made(subnets, "{'label':'sub-%1$d','ipv4':'10.0.%1$d.0/24'}".formatted(i)))
			.toList();
		this.kept.put("subnetId", List.of(ids.getFirst()));
		this.spent.put("deleteSubnet", ids.subList(1, 5));
		this.words.put("VpcId", this.kept.get("vpcId"));
		this.words.put("SubnetId", this.kept.get("subnetId"));
	}

	private void databases() {
		String wish = "{'label':'data-%d','region':'fr-par','type':'g6-standard-1','engine':'postgresql/16'}";
		List<Object> all = many(DATABASES, wish::formatted);
		keep("databaseId", all, "deleteDatabase", "suspendDatabase", "resumeDatabase");
		all.forEach((id) -> this.caller.await(DATABASES + "/" + id,
				(database) -> "active".equals(database.path("status").asString())));
		for (Object id : this.spent.getOrDefault("resumeDatabase", List.of())) {
			this.caller.post(DATABASES + "/" + id + "/suspend", "");
			this.caller.await(DATABASES + "/" + id,
					(database) -> "suspended".equals(database.path("status").asString()));
		}
	}

	private void storage() {
		List<Object> labels = IntStream.range(0, SPARE).mapToObj((i) -> (Object) ("bucket-" + i)).toList();
		labels.forEach((label) -> this.caller.post("object-storage/buckets",
				"{'label':'%s','region':'fr-par'}".formatted(label)));
		keep("bucket", labels, "deleteBucket");
		this.words.put("BucketName", List.of(labels.getFirst()));
		keep("keyId", many("object-storage/keys", (i) -> "{'label':'key'}"), "deleteKey");
	}

	private void domains() {
		List<Object> all = many("domains",
				(i) -> "{'domain':'d%d.example.com','type':'master','soa_email':'a@example.com'}".formatted(i));
		keep("domainId", all, "deleteDomain");
		keep("recordId", many("domains/" + all.getFirst() + "/records",
				(i) -> "{'type':'TXT','name':'t%d','target':'x'}".formatted(i)), "deleteRecord");
	}

	private void streams() {
		String wish = "{'label':'place-%d','type':'akamai_object_storage','details':"
				+ "{'access_key_id':'K','access_key_secret':'S','bucket_name':'logs','host':'s3.example.com'}}";
		List<Object> places = many("monitor/streams/destinations", wish::formatted);
		keep("destinationId", places, "deleteDestination");
		this.words.put("DestinationId", List.of(places.getFirst()));
		this.words.put("AuditedClusterId",
				List.of(made("lke/clusters",
						"{'label':'audited','region':'fr-par','k8s_version':'v1.33.6+lke7','tier':'enterprise',"
								+ "'node_pools':[],'control_plane':{'audit_logs_enabled':true}}")));
		keep("streamId", many("monitor/streams",
				(i) -> "{'label':'stream-%d','type':'audit_logs','destinations':[%s]}".formatted(i, places.getFirst())),
				"deleteStream");
	}

	private void tokens() {
		keep("tokenId", many("profile/tokens", (i) -> "{'label':'t%d','scopes':'lke:read_only'}".formatted(i)),
				"deleteToken");
	}

	/**
	 * The first stay, the others are shared out to what ends them.
	 */
	private void keep(String variable, List<Object> all, String... ending) {
		this.kept.put(variable, List.of(all.getFirst()));
		int share = (all.size() - 1) / ending.length;
		for (int i = 0; i < ending.length; i++) {
			this.spent.put(ending[i], List.copyOf(all.subList(1 + i * share, 1 + (i + 1) * share)));
		}
	}

	private List<Object> many(String path, IntFunction<String> wish) {
		return IntStream.range(0, SPARE).mapToObj((i) -> (Object) made(path, wish.apply(i))).toList();
	}

	private long made(String path, String wish) {
		Caller.Reply reply = this.caller.post(path, wish);
		if (reply.status() != 200) {
			throw new IllegalStateException(path + " " + reply.body());
		}
		return reply.id();
	}

	private static List<Object> ids(JsonNode rows) {
		return Json.nodes(rows).stream().map((row) -> (Object) row.path("id").asLong()).toList();
	}

	/**
	 * The description, where every variable has only what there is.
	 */
	ObjectNode document() {
		ObjectNode document = Contract.DOCUMENT.deepCopy();
		ObjectNode components = document.withObject("/components");
		this.words
			.forEach((schema, values) -> choose(components.withObject("/schemas").withObject("/" + schema), values));
		this.kept.forEach((variable, values) -> choose(
				components.withObject("/parameters").withObject("/" + variable).withObject("/schema"), values));
		for (JsonNode path : document.path("paths")) {
			for (JsonNode method : path) {
				// A # in a path is sent as it is and cuts the path short, perhaps to one
				// with other methods.
				if (method instanceof ObjectNode operation) {
					operation.withObject("/responses").putObject("405").put("$ref", "#/components/responses/404");
				}
				List<Object> values = this.spent.get(method.path("operationId").asString(""));
				if (values != null && method instanceof ObjectNode operation) {
					JsonNode last = path.path("parameters").path(path.path("parameters").size() - 1);
					String name = last.path("$ref").asString().replaceFirst(".*/", "");
					ObjectNode parameter = operation.withArray("/parameters").addObject();
					parameter.put("name", name).put("in", "path").put("required", true);
					choose(parameter.putObject("schema"), values);
				}
			}
		}
		return document;
	}

	private static void choose(ObjectNode schema, Collection<Object> values) {
		schema.removeAll();
		ArrayNode choices = schema.putArray("enum");
		values.forEach(choices::addPOJO);
	}

}

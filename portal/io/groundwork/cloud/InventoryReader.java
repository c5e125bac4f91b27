package io.groundwork.cloud;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Asks what there is.
 */
@Component
class InventoryReader {

	/**
	 * Each cluster's pools are a request of their own, and an account has 200 a minute.
	 */
	static final int CLUSTERS = 100;

	private final LinodeClient linode;

	private final Clock clock;

	InventoryReader(LinodeClient linode, Clock clock) {
		this.linode = linode;
		this.clock = clock;
	}

	Inventory read(Bearer bearer) {
		List<JsonNode> rows = this.linode.list(bearer, "lke/clusters");
		List<Inventory.Cluster> clusters = new ArrayList<>();
		for (JsonNode row : rows) {
			clusters
				.add(cluster(row, (clusters.size() < CLUSTERS) ? pools(bearer, row.path("id").asLong(0)) : List.of()));
		}
		return new Inventory(this.clock.instant(), clusters,
				this.linode.list(bearer, "databases/postgresql/instances")
					.stream()
					.map(InventoryReader::database)
					.toList(),
				this.linode.list(bearer, "vpcs").stream().map(InventoryReader::vpc).toList(),
				this.linode.list(bearer, "networking/firewalls").stream().map(InventoryReader::firewall).toList(),
				this.linode.list(bearer, "object-storage/buckets")
					.stream()
					.map((row) -> new Inventory.Bucket(text(row, "label"), text(row, "region")))
					.toList(),
				this.linode.list(bearer, "domains")
					.stream()
					.map((row) -> new Inventory.Domain(id(row), text(row, "domain"), text(row, "type")))
					.toList(),
				Math.max(0, clusters.size() - CLUSTERS));
	}

	/**
	 * None if the cluster was deleted since it was listed.
	 */
	private List<Inventory.Pool> pools(Bearer bearer, long cluster) {
		try {
			return this.linode.list(bearer, "lke/clusters/%d/pools".formatted(cluster))
				.stream()
				.map(InventoryReader::pool)
				.toList();
		}
		catch (CloudRefusedException ex) {
			if (ex.status() == 404) {
				return List.of();
			}
			throw ex;
		}
	}

	private static Inventory.Cluster cluster(JsonNode row, List<Inventory.Pool> pools) {
		return new Inventory.Cluster(id(row), text(row, "label"), text(row, "region"), text(row, "k8s_version"),
				row.path("tier").asString("standard"),
				row.path("control_plane").path("high_availability").asBoolean(false), texts(row.path("tags")), pools);
	}

	private static Inventory.Pool pool(JsonNode row) {
		JsonNode scaler = row.path("autoscaler");
		int count = row.path("count").asInt(0);
		boolean scaled = scaler.path("enabled").asBoolean(false);
		Map<String, String> labels = new TreeMap<>();
		row.path("labels").properties().forEach((label) -> labels.put(label.getKey(), label.getValue().asString("")));
		return new Inventory.Pool(id(row), text(row, "label"), text(row, "type"), count,
				scaled ? scaler.path("min").asInt(count) : count, scaled ? scaler.path("max").asInt(count) : count,
				texts(row.path("tags")), labels);
	}

	private static Inventory.Database database(JsonNode row) {
		return new Inventory.Database(id(row), text(row, "label"), text(row, "region"), text(row, "engine"),
				text(row, "version"), text(row, "type"), row.path("cluster_size").asInt(1), text(row, "status"));
	}

	private static Inventory.Vpc vpc(JsonNode row) {
		List<Inventory.Subnet> subnets = new ArrayList<>();
		row.path("subnets")
			.forEach((one) -> subnets.add(new Inventory.Subnet(id(one), text(one, "label"), text(one, "ipv4"))));
		return new Inventory.Vpc(id(row), text(row, "label"), text(row, "region"), subnets);
	}

	private static Inventory.Firewall firewall(JsonNode row) {
		return new Inventory.Firewall(id(row), text(row, "label"), text(row, "status"), texts(row.path("tags")));
	}

	private static long id(JsonNode row) {
		return row.path("id").asLong(0);
	}

	private static String text(JsonNode row, String field) {
		return row.path(field).asString("");
	}

	private static List<String> texts(JsonNode array) {
		List<String> texts = new ArrayList<>();
		array.forEach((one) -> texts.add(one.asString("")));
		return texts;
	}

}

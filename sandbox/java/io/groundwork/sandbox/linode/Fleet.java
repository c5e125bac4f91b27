package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The machines of all clusters: how nodes come, become ready and go, and what the
 * clusters' backend is told of it.
 */
final class Fleet {

	private final ReentrantLock telling = new ReentrantLock();

	private final Store store;

	private final Clock clock;

	private final Settings.Delays delays;

	private final Clusters clusters;

	private final Land land;

	Fleet(Store store, Settings settings, Land land) {
		this.store = store;
		this.clock = settings.clock();
		this.delays = settings.delays();
		this.clusters = settings.backends().clusters();
		this.land = land;
		land.life().step("cluster", this::clusterReady);
		land.life().step("instance", this::instanceCreated);
		land.life().step("node", this::nodeReady);
		land.life().step("gone", this::instanceGone);
	}

	/**
	 * Plans the life of a new cluster.
	 */
	void begin(Draft draft, Item cluster) {
		Item event = this.land.events().schedule(draft, "lke_cluster_create", cluster);
		this.land.events().start(draft, event.id());
		this.land.life()
			.plan(draft, this.delays.cluster(), "cluster", cluster.id(), Json.object().put("event", event.id()));
		tell(draft, cluster.id());
	}

	private boolean clusterReady(Draft draft, Item due) {
		Optional<Item> cluster = draft.find(Kind.CLUSTER, due.parent());
		if (cluster.isPresent() && this.clusters.access(due.parent()).isEmpty()) {
			return false;
		}
		cluster.ifPresent((one) -> draft.put(one.withHidden(one.hidden().deepCopy().put("ready", true))));
		this.land.events().finish(draft, due.hidden().path("event").asLong(0));
		return true;
	}

	/**
	 * How to reach a cluster, once it can be.
	 */
	Optional<Clusters.Access> access(Item cluster) {
		boolean ready = cluster.hidden().path("ready").asBoolean(false)
				&& !this.land.faults().isDown(cluster.text("region"));
		return ready ? this.clusters.access(cluster.id()) : Optional.empty();
	}

	void down(long cluster, boolean down) {
		this.clusters.down(cluster, down);
	}

	void rotate(Draft draft, Item cluster) {
		draft.then(() -> this.clusters.rotate(cluster.id()));
	}

	/**
	 * Refuses what would be more nodes than the account may have.
	 */
	void checkLimit(Reading reading, int more) {
		this.land.faults()
			.checkLimit(reading.all(Kind.POOL).stream().mapToLong((pool) -> nodes(pool).size()).sum() + more);
	}

	/**
	 * Gives the pool that many nodes.
	 */
	Item resize(Draft draft, Item pool, int count) {
		Item resized = pool;
		List<ObjectNode> nodes = nodes(pool);
		if (count > nodes.size()) {
			checkLimit(draft, count - nodes.size());
		}
		while (nodes(resized).size() < count) {
			resized = addNode(draft, resized);
		}
		for (int i = nodes.size() - 1; i >= count; i--) {
			resized = removeNode(draft, resized, nodes.get(i).path("id").asString());
		}
		tell(draft, pool.parent());
		return resized;
	}

	private Item addNode(Draft draft, Item pool) {
		ObjectNode body = pool.copy();
		String id = pool.id() + "-" + Secrets.hex(12);
		ArrayNode nodes = body.withArray("/nodes");
		nodes.addObject().put("id", id).putNull("instance_id").put("status", "not_ready");
		body.put("count", nodes.size());
		this.land.life().plan(draft, this.delays.instance(), "instance", pool.id(), Json.object().put("node", id));
		return draft.put(pool.with(body));
	}

	private Item removeNode(Draft draft, Item pool, String id) {
		ObjectNode body = pool.copy();
		ArrayNode kept = Json.array();
		for (ObjectNode node : nodes(pool)) {
			if (id.equals(node.path("id").asString())) {
				removeInstance(draft, node.path("instance_id").asLong(0));
			}
			else {
				kept.add(node);
			}
		}
		body.put("count", kept.size()).set("nodes", kept);
		return draft.put(pool.with(body));
	}

	private void removeInstance(Draft draft, long id) {
		draft.find(Kind.INSTANCE, id).ifPresent((instance) -> {
			draft.remove(instance);
			draft.all(Kind.DEVICE)
				.stream()
				.filter((device) -> device.body().path("entity").path("id").asLong() == id)
				.forEach(draft::remove);
			// What was still being made is done with.
			this.land.events().finish(draft, instance.hidden().path("event").asLong(0));
			Item event = this.land.events().schedule(draft, "linode_delete", instance);
			this.land.events().start(draft, event.id());
			this.land.life().plan(draft, this.delays.deletion(), "gone", id, Json.object().put("event", event.id()));
		});
	}

	private boolean instanceGone(Draft draft, Item due) {
		this.land.events().finish(draft, due.hidden().path("event").asLong(0));
		return true;
	}

	/**
	 * Replaces a node by a new one.
	 */
	Item recycle(Draft draft, Item pool, String node) {
		Item without = removeNode(draft, pool, node);
		Item recycled = addNode(draft, without);
		tell(draft, pool.parent());
		return recycled;
	}

	Item recycle(Draft draft, Item pool) {
		Item recycled = pool;
		for (ObjectNode node : nodes(pool)) {
			recycled = recycle(draft, recycled, node.path("id").asString());
		}
		return recycled;
	}

	Item remove(Draft draft, Item pool, String node) {
		Item without = removeNode(draft, pool, node);
		tell(draft, pool.parent());
		return without;
	}

	void removePool(Draft draft, Item pool) {
		nodes(pool).forEach((node) -> removeInstance(draft, node.path("instance_id").asLong(0)));
		this.land.life().forget(draft, pool.id());
		draft.remove(pool);
		tell(draft, pool.parent());
	}

	void removeCluster(Draft draft, Item cluster) {
		draft.children(Kind.POOL, cluster.id()).forEach((pool) -> removePool(draft, pool));
		this.land.life().forget(draft, cluster.id());
		draft.remove(cluster);
		this.land.events().tell(draft, "lke_cluster_delete", cluster);
		// Its pools have told it, if it had any.
		tell(draft, cluster.id());
	}

	private boolean instanceCreated(Draft draft, Item due) {
		Optional<Item> pool = draft.find(Kind.POOL, due.parent());
		String node = due.secret("node");
		if (pool.isEmpty() || nodes(pool.get()).stream().noneMatch((one) -> node.equals(one.path("id").asString()))) {
			return true;
		}
		Item cluster = draft.get(Kind.CLUSTER, pool.get().parent());
		if (this.land.faults().lacksCapacity(cluster.text("region"), pool.get().text("type"))) {
			return false;
		}
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("label", "lke" + cluster.id() + "-" + node);
		body.put("group", "").put("status", "provisioning").put("type", pool.get().text("type"));
		body.put("region", cluster.text("region")).put("created", Json.time(this.clock.instant()));
		body.put("updated", Json.time(this.clock.instant())).put("lke_cluster_id", cluster.id());
		body.putArray("ipv4").add(address(id));
		body.putNull("ipv6").putNull("image").put("hypervisor", "kvm");
		body.putArray("tags");
		Item instance = new Item(Kind.INSTANCE, id, pool.get().id(), pool.get().owner(), body);
		Item event = this.land.events().schedule(draft, "linode_create", instance);
		this.land.events().start(draft, event.id());
		draft.put(instance.withHidden(Json.object().put("event", event.id())));
		draft.put(changed(pool.get(), node, id, "not_ready"));
		this.land.life().plan(draft, this.delays.node(), "node", pool.get().id(), Json.object().put("node", node));
		tell(draft, cluster.id());
		return true;
	}

	/**
	 * The address that an instance is known by outside: of a range that leads nowhere,
	 * and one for each.
	 */
	static String address(long instance) {
		return "198.%d.%d.%d".formatted(18 + instance / 62_500 % 2, instance / 250 % 250, 1 + instance % 250);
	}

	private boolean nodeReady(Draft draft, Item due) {
		Optional<Item> pool = draft.find(Kind.POOL, due.parent());
		String node = due.secret("node");
		Optional<ObjectNode> found = pool.stream()
			.flatMap((one) -> nodes(one).stream())
			.filter((one) -> node.equals(one.path("id").asString()))
			.findFirst();
		if (pool.isEmpty() || found.isEmpty()) {
			return true;
		}
		if (!this.clusters.isReady(pool.get().parent(), node)) {
			return false;
		}
		long instance = found.get().path("instance_id").asLong(0);
		draft.put(changed(pool.get(), node, instance, "ready"));
		draft.find(Kind.INSTANCE, instance).ifPresent((one) -> {
			draft.put(one.with(one.copy().put("status", "running")));
			this.land.events().finish(draft, one.hidden().path("event").asLong(0));
		});
		return true;
	}

	private static Item changed(Item pool, String id, long instance, String status) {
		ObjectNode body = pool.copy();
		for (JsonNode node : body.path("nodes")) {
			if (id.equals(node.path("id").asString()) && node instanceof ObjectNode open) {
				open.put("instance_id", instance).put("status", status);
			}
		}
		return pool.with(body);
	}

	static List<ObjectNode> nodes(Item pool) {
		List<ObjectNode> nodes = new ArrayList<>();
		pool.body().path("nodes").forEach((node) -> nodes.add((ObjectNode) node));
		return nodes;
	}

	/**
	 * Lets the backend know, once the change is kept, what a cluster is to be or that it
	 * is not to be.
	 */
	void tell(Draft draft, long cluster) {
		draft.then(() -> tell(cluster));
	}

	void tell(long id) {
		// What is told last must be what is true last.
		this.telling.lock();
		try {
			Optional<Item> cluster = this.store.find(Kind.CLUSTER, id);
			if (cluster.isPresent()) {
				this.clusters.want(wanted(cluster.get()));
			}
			else {
				this.clusters.delete(id);
			}
		}
		finally {
			this.telling.unlock();
		}
	}

	private Clusters.Wanted wanted(Item cluster) {
		List<Clusters.Pool> pools = this.store.children(Kind.POOL, cluster.id())
			.stream()
			.map(this::wantedPool)
			.toList();
		return new Clusters.Wanted(cluster.id(), cluster.label(), cluster.text("region"), cluster.text("k8s_version"),
				cluster.text("tier"), cluster.body().path("control_plane").path("audit_logs_enabled").asBoolean(false),
				pools);
	}

	private Clusters.Pool wantedPool(Item pool) {
		ObjectNode type = this.land.catalogue().type(pool.text("type")).orElseGet(Json::object);
		Map<String, String> labels = new TreeMap<>();
		pool.body()
			.path("labels")
			.properties()
			.forEach((label) -> labels.put(label.getKey(), label.getValue().asString("")));
		List<Clusters.Taint> taints = Json.nodes(pool.body().path("taints"))
			.stream()
			.map((taint) -> new Clusters.Taint(taint.path("key").asString(""), taint.path("value").asString(""),
					taint.path("effect").asString("")))
			.toList();
		JsonNode scaler = pool.body().path("autoscaler");
		Optional<Clusters.Scaling> scaling = scaler.path("enabled").asBoolean(false)
				? Optional.of(new Clusters.Scaling(scaler.path("min").asInt(1), scaler.path("max").asInt(1)))
				: Optional.empty();
		List<Clusters.Node> nodes = nodes(pool).stream()
			.filter((node) -> node.hasNonNull("instance_id"))
			.map((node) -> new Clusters.Node(node.path("id").asString(), node.path("instance_id").asLong()))
			.toList();
		return new Clusters.Pool(pool.id(), pool.text("type"), type.path("vcpus").asInt(1),
				type.path("memory").asInt(1024), type.path("disk").asInt(0), type.path("gpus").asInt(0), labels, taints,
				scaling, nodes);
	}

}

package io.groundwork.sandbox.linode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes clusters, but for their pools.
 */
final class ClusterRoutes {

	private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9-]*");

	private static final Set<String> FILTERABLE = Set.of("id", "label", "region", "k8s_version", "tags", "created",
			"updated", "tier", "status");

	private final Store store;

	private final Clock clock;

	private final Land land;

	private final Fleet fleet;

	ClusterRoutes(Store store, Clock clock, Land land, Fleet fleet) {
		this.store = store;
		this.clock = clock;
		this.land = land;
		this.fleet = fleet;
	}

	void register(Routes routes) {
		String all = "lke/clusters";
		routes.list(all, "lke", (call) -> Page.answer(call,
				this.store.all(Kind.CLUSTER).stream().map((cluster) -> view(cluster, call)).toList(), FILTERABLE));
		routes.post(all, "lke", (call) -> this.store.change((draft) -> create(draft, call)));
		routes.get(all + "/*", "lke", (call) -> Answer.ok(view(cluster(call), call)));
		routes.put(all + "/*", "lke", (call) -> this.store.change((draft) -> update(draft, call)));
		routes.delete(all + "/*", "lke", (call) -> this.store.change((draft) -> {
			this.fleet.removeCluster(draft, draft.get(Kind.CLUSTER, call.id(0)));
			return Answer.done();
		}));
		// Who may only read a cluster may not have what administers it.
		routes.secret(all + "/*/kubeconfig", "lke", (call) -> kubeconfig(cluster(call)));
		routes.list(all + "/*/api-endpoints", "lke", (call) -> endpoints(call));
		routes.get(all + "/*/dashboard", "lke", (call) -> Answer
			.ok(Json.object().put("url", "https://%d.dashboard.linodelke.net".formatted(cluster(call).id()))));
		routes.get(all + "/*/control_plane_acl", "lke", (call) -> Answer.ok(aclOf(cluster(call))));
		routes.put(all + "/*/control_plane_acl", "lke", (call) -> this.store.change((draft) -> {
			Item cluster = draft.get(Kind.CLUSTER, call.id(0));
			Wish wish = call.wish();
			ObjectNode acl = acl(wish.inside("acl"), aclOf(cluster).path("acl"));
			wish.done();
			return Answer.ok(aclOf(draft.put(withAcl(cluster, acl))));
		}));
		routes.delete(all + "/*/control_plane_acl", "lke", (call) -> this.store.change((draft) -> {
			Item cluster = draft.get(Kind.CLUSTER, call.id(0));
			draft.put(withAcl(cluster, acl(new Wish(Json.object()), Json.object())));
			return Answer.done();
		}));
		routes.post(all + "/*/recycle", "lke", (call) -> this.store.change((draft) -> {
			Item cluster = draft.get(Kind.CLUSTER, call.id(0));
			draft.children(Kind.POOL, cluster.id()).forEach((pool) -> this.fleet.recycle(draft, pool));
			this.land.events().tell(draft, "lke_cluster_recycle", cluster);
			return Answer.done();
		}));
		routes.delete(all + "/*/kubeconfig", "lke", (call) -> rotate(call, true));
		routes.delete(all + "/*/servicetoken", "lke", (call) -> rotate(call, false));
		routes.post(all + "/*/regenerate", "lke", (call) -> {
			Wish wish = call.wish();
			boolean kubeconfig = wish.flag("kubeconfig", false);
			boolean service = wish.flag("servicetoken", false);
			wish.check(kubeconfig || service, "kubeconfig", "kubeconfig or servicetoken is required");
			wish.done();
			return rotate(call, kubeconfig);
		});
		routes.list("linode/instances", "linodes",
				(call) -> Page.answer(call, this.store.all(Kind.INSTANCE).stream().map(Item::body).toList(),
						Set.of("id", "label", "region", "tags", "type", "status", "lke_cluster_id")));
		routes.get("linode/instances/*", "linodes",
				(call) -> Answer.ok(this.store.get(Kind.INSTANCE, call.id(0)).body()));
	}

	private Item cluster(Call call) {
		return this.store.get(Kind.CLUSTER, call.id(0));
	}

	/**
	 * The tier is of the beta: on the stable version it would break the next plan.
	 */
	private static ObjectNode view(Item cluster, Call call) {
		ObjectNode view = cluster.copy();
		if (!call.beta()) {
			view.remove("tier");
		}
		return view;
	}

	private Answer create(Draft draft, Call call) {
		Wish wish = call.wish();
		String label = label(draft, wish, 0);
		String region = wish.required("region");
		String tier = call.beta() ? wish.oneOf("tier", wish.text("tier", "standard"), List.of("standard", "enterprise"))
				: "standard";
		boolean enterprise = "enterprise".equals(tier);
		wish.check(
				!wish.has("region")
						|| this.land.catalogue().can(region, enterprise ? "Kubernetes Enterprise" : "Kubernetes"),
				"region", "region is not valid");
		String version = wish.required("k8s_version");
		wish.check(
				!wish.has("k8s_version")
						|| this.land.catalogue().hasVersion(version, enterprise ? "enterprise" : "standard"),
				"k8s_version", "k8s_version is not valid");
		List<String> tags = wish.tags();
		Wish plane = wish.inside("control_plane");
		boolean available = plane.flag("high_availability", false) || enterprise;
		boolean audit = plane.flag("audit_logs_enabled", false);
		plane.check(!audit || enterprise, "audit_logs_enabled",
				"Audit logs are available for enterprise clusters only");
		ObjectNode acl = acl(plane.inside("acl"), Json.object());
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("status", "ready");
		String now = Json.time(this.clock.instant());
		body.put("created", now).put("updated", now).put("label", label).put("region", region);
		body.put("k8s_version", version).put("tier", tier);
		ObjectNode control = body.putObject("control_plane").put("high_availability", available);
		body.put("apl_enabled", false);
		if (enterprise) {
			control.put("audit_logs_enabled", audit);
			network(draft, wish, region, body);
		}
		else {
			// Read as carefully, and then of no use.
			wish.number("vpc_id", 0);
			wish.number("subnet_id", 0);
			stack(wish);
		}
		body.set("tags", Json.tags(tags));
		List<Wish> pools = wish.each("node_pools");
		wish.check(enterprise || !pools.isEmpty(), "node_pools", "node_pools is required");
		PoolWish reader = new PoolWish(this.land.catalogue(), draft);
		List<ObjectNode> bodies = new ArrayList<>();
		pools.forEach((pool) -> bodies.add(reader.create(pool, region, enterprise)));
		wish.done();
		this.fleet.checkLimit(draft, bodies.stream().mapToInt((pool) -> pool.path("count").asInt()).sum());
		ObjectNode hidden = Json.object().put("ready", false);
		hidden.set("acl", acl);
		Item cluster = draft.put(new Item(Kind.CLUSTER, id, 0, call.owner(), body, hidden));
		this.fleet.begin(draft, cluster);
		bodies.forEach((pool) -> PoolRoutes.put(draft, cluster, pool, this.fleet));
		return Answer.ok(view(cluster, call));
	}

	private String label(Draft draft, Wish wish, long self) {
		String label = wish.label(1, 32, LABEL, "Must only use ASCII letters, numbers, and dashes");
		wish.check(
				draft.all(Kind.CLUSTER)
					.stream()
					.noneMatch((other) -> other.id() != self && other.label().equals(label)),
				"label", "Label must be unique");
		return label;
	}

	private static void network(Draft draft, Wish wish, String region, ObjectNode body) {
		body.putNull("vpc_id").putNull("subnet_id");
		if (wish.has("vpc_id")) {
			long vpc = wish.number("vpc_id", 0);
			Optional<Item> found = draft.find(Kind.VPC, vpc).filter((one) -> region.equals(one.text("region")));
			wish.check(found.isPresent(), "vpc_id", "vpc_id is not valid");
			body.put("vpc_id", vpc);
		}
		if (wish.has("subnet_id")) {
			long subnet = wish.number("subnet_id", 0);
			wish.check(draft.find(Kind.SUBNET, subnet)
				.filter((one) -> one.parent() == body.path("vpc_id").asLong(0))
				.isPresent(), "subnet_id", "subnet_id is not valid");
			body.put("subnet_id", subnet);
		}
		body.put("stack_type", stack(wish));
	}

	private static String stack(Wish wish) {
		return wish.oneOf("stack_type", wish.text("stack_type", "ipv4"), List.of("ipv4", "ipv4-ipv6"));
	}

	private Answer update(Draft draft, Call call) {
		Item cluster = draft.get(Kind.CLUSTER, call.id(0));
		Wish wish = call.wish();
		ObjectNode body = cluster.copy();
		if (wish.has("label")) {
			body.put("label", label(draft, wish, cluster.id()));
		}
		if (wish.has("tags")) {
			body.set("tags", Json.tags(wish.tags()));
		}
		if (wish.has("k8s_version")) {
			String version = wish.text("k8s_version", "");
			wish.check(
					this.land.catalogue().hasVersion(version, cluster.text("tier"))
							&& rank(version) >= rank(cluster.text("k8s_version")),
					"k8s_version", "k8s_version is not valid");
			body.put("k8s_version", version);
		}
		Wish plane = wish.inside("control_plane");
		boolean before = body.path("control_plane").path("high_availability").asBoolean(false);
		boolean available = plane.flag("high_availability", before);
		plane.check(available || !before, "high_availability", "High availability cannot be disabled");
		ObjectNode control = body.withObject("/control_plane").put("high_availability", available);
		boolean enterprise = "enterprise".equals(cluster.text("tier"));
		boolean audit = plane.flag("audit_logs_enabled", control.path("audit_logs_enabled").asBoolean(false));
		plane.check(!audit || enterprise, "audit_logs_enabled",
				"Audit logs are available for enterprise clusters only");
		if (enterprise) {
			control.put("audit_logs_enabled", audit);
		}
		Item changed = cluster;
		if (plane.has("acl")) {
			changed = withAcl(cluster, acl(plane.inside("acl"), aclOf(cluster).path("acl")));
		}
		wish.done();
		body.put("updated", Json.time(this.clock.instant()));
		Item kept = draft.put(changed.with(body));
		this.land.events().tell(draft, "lke_cluster_update", kept);
		this.fleet.tell(draft, kept.id());
		return Answer.ok(view(kept, call));
	}

	/**
	 * Versions by age: 1.34 is less than 1.35, v1.33.6+lke6 less than v1.33.6+lke7.
	 */
	private static long rank(String version) {
		long rank = 0;
		String[] parts = version.replace("v", "").replace("+lke", ".").split("\\.");
		for (int i = 0; i < 4; i++) {
			rank = rank * 1000 + ((i < parts.length) ? Long.parseLong(parts[i]) : 0);
		}
		return rank;
	}

	private static ObjectNode acl(Wish wish, JsonNode before) {
		ObjectNode acl = Json.object().put("enabled", wish.flag("enabled", before.path("enabled").asBoolean(false)));
		acl.put("revision-id", wish.text("revision-id", Secrets.hex(32)));
		ObjectNode addresses = acl.putObject("addresses");
		Wish where = wish.inside("addresses");
		for (boolean v4 : List.of(true, false)) {
			String field = v4 ? "ipv4" : "ipv6";
			ArrayNode ranges = Json.array();
			for (String text : where.texts(field)) {
				Optional<Cidr> range = Cidr.parse(text).filter((cidr) -> cidr.isV4() == v4);
				where.check(range.isPresent(), field,
						"Must be a valid %s address or range".formatted(v4 ? "IPv4" : "IPv6"));
				range.ifPresent((cidr) -> ranges.add(cidr.toString()));
			}
			addresses.set(field, where.has(field) || before.path("addresses").path(field).isMissingNode() ? ranges
					: before.path("addresses").path(field));
		}
		return acl;
	}

	private static Item withAcl(Item cluster, ObjectNode acl) {
		ObjectNode hidden = cluster.hidden().deepCopy();
		hidden.set("acl", acl);
		return cluster.withHidden(hidden);
	}

	private static ObjectNode aclOf(Item cluster) {
		ObjectNode answer = Json.object();
		answer.set("acl", cluster.hidden().path("acl"));
		return answer;
	}

	private Answer endpoints(Call call) {
		Clusters.Access access = this.fleet.access(cluster(call))
			.orElseThrow(
					() -> new Refusal(503, "Cluster API Endpoints are not yet available. Please try again later."));
		return Page.answer(call, List.of(Json.object().put("endpoint", access.endpoint().toString())),
				Set.of("endpoint"));
	}

	private Answer kubeconfig(Item cluster) {
		Clusters.Access access = this.fleet.access(cluster)
			.orElseThrow(() -> new Refusal(503, "Cluster kubeconfig is not yet available. Please try again later."));
		return Answer.ok(Json.object().put("kubeconfig", base64(access.kubeconfig())));
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A new administrator's token, if that is asked; the service's own nobody sees.
	 */
	private Answer rotate(Call call, boolean kubeconfig) {
		return this.store.change((draft) -> {
			Item cluster = draft.get(Kind.CLUSTER, call.id(0));
			if (kubeconfig) {
				this.fleet.rotate(draft, cluster);
			}
			this.land.events().tell(draft, kubeconfig ? "lke_kubeconfig_regenerate" : "lke_token_rotate", cluster);
			return Answer.done();
		});
	}

}

package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What can be had, where, and for how much.
 */
final class Catalogue {

	private final Map<String, ObjectNode> regions = byId("regions.json");

	private final Map<String, ObjectNode> types = byId("types.json");

	private final Map<String, ObjectNode> databaseTypes = byId("database-types.json");

	private final Map<String, ObjectNode> engines = byId("database-engines.json");

	private final Map<String, ObjectNode> versions = byId("lke-versions.json");

	private final Map<String, Set<String>> places = new LinkedHashMap<>();

	private final List<ObjectNode> lkeTypes = Json.rows("lke-types.json");

	private final List<ObjectNode> endpoints = Json.rows("endpoints.json");

	private final Faults faults;

	private final Buckets buckets;

	Catalogue(Faults faults, Buckets buckets) {
		this.faults = faults;
		this.buckets = buckets;
		for (ObjectNode row : Json.rows("availability.json")) {
			this.places.put(row.path("plan").asString(), new TreeSet<>(Json.texts(row.path("regions"))));
		}
	}

	private static Map<String, ObjectNode> byId(String file) {
		Map<String, ObjectNode> rows = new LinkedHashMap<>();
		Json.rows(file).forEach((row) -> rows.put(row.path("id").asString(), row));
		return rows;
	}

	void register(Routes routes) {
		routes.list("regions", "",
				(call) -> Page.answer(call, regions(), Set.of("id", "country", "label", "site_type")));
		routes.list("regions/availability", "",
				(call) -> Page.answer(call, availability(), Set.of("region", "plan", "available")));
		routes.get("regions/*", "",
				(call) -> one(this.regions.containsKey(call.text(0)) ? regions() : List.of(), call));
		routes.list("regions/*/availability", "", (call) -> {
			if (!hasRegion(call.text(0))) {
				throw Refusal.notFound();
			}
			ArrayNode rows = Json.array();
			availability().stream()
				.filter((row) -> call.text(0).equals(row.path("region").asString()))
				.forEach(rows::add);
			return Answer.ok(rows);
		});
		Set<String> sizes = Set.of("id", "label", "class", "vcpus", "memory", "disk", "gpus", "network_out",
				"transfer");
		routes.list("linode/types", "", (call) -> Page.answer(call, List.copyOf(this.types.values()), sizes));
		routes.get("linode/types/*", "", (call) -> one(this.types.values(), call));
		routes.list("lke/types", "", (call) -> Page.answer(call, this.lkeTypes, Set.of("id", "label")));
		routes.list("lke/versions", "lke", (call) -> Page.answer(call, plainVersions(), Set.of("id")));
		routes.get("lke/versions/*", "lke", (call) -> one(plainVersions(), call));
		routes.list("lke/tiers/*/versions", "lke", (call) -> Page.answer(call, versions(tier(call)), Set.of("id")));
		routes.get("lke/tiers/*/versions/*", "lke",
				(call) -> versions(tier(call)).stream()
					.filter((row) -> call.text(1).equals(row.path("id").asString()))
					.findFirst()
					.map(Answer::ok)
					.orElseThrow(Refusal::notFound));
		routes.list("databases/engines", "databases",
				(call) -> Page.answer(call, List.copyOf(this.engines.values()), Set.of("id", "engine", "version")));
		routes.get("databases/engines/*/*", "databases",
				(call) -> Optional.ofNullable(this.engines.get(call.text(0) + "/" + call.text(1)))
					.map(Answer::ok)
					.orElseThrow(Refusal::notFound));
		routes.list("databases/types", "databases", (call) -> Page.answer(call,
				List.copyOf(this.databaseTypes.values()), Set.of("id", "label", "class", "vcpus", "memory", "disk")));
		routes.get("databases/types/*", "databases", (call) -> one(this.databaseTypes.values(), call));
		routes.list("object-storage/endpoints", "object_storage",
				(call) -> Page.answer(call, endpoints(), Set.of("region", "endpoint_type", "s3_endpoint")));
		routes.list("account/availability", "account",
				(call) -> Page.answer(call, services(), Set.of("region", "available", "unavailable")));
		routes.get("account/availability/*", "account",
				(call) -> services().stream()
					.filter((row) -> call.text(0).equals(row.path("region").asString()))
					.findFirst()
					.map(Answer::ok)
					.orElseThrow(Refusal::notFound));
	}

	private static Answer one(Iterable<ObjectNode> rows, Call call) {
		for (ObjectNode row : rows) {
			if (call.text(0).equals(row.path("id").asString())) {
				return Answer.ok(row);
			}
		}
		throw Refusal.notFound();
	}

	private static String tier(Call call) {
		// Enterprise is of the beta; the stable version of the API knows no tiers.
		if (!call.beta() || !Set.of("standard", "enterprise").contains(call.text(0))) {
			throw Refusal.notFound();
		}
		return call.text(0);
	}

	private List<ObjectNode> regions() {
		return this.regions.values()
			.stream()
			.map((row) -> this.faults.isDown(row.path("id").asString()) ? row.deepCopy().put("status", "outage") : row)
			.toList();
	}

	private List<ObjectNode> versions(String tier) {
		return this.versions.values().stream().filter((row) -> tier.equals(row.path("tier").asString())).toList();
	}

	private List<ObjectNode> plainVersions() {
		return versions("standard").stream().map((row) -> Json.object().put("id", row.path("id").asString())).toList();
	}

	private List<ObjectNode> availability() {
		List<ObjectNode> rows = new ArrayList<>();
		for (String region : this.regions.keySet()) {
			this.places.forEach((plan,
					where) -> rows.add(Json.object()
						.put("region", region)
						.put("plan", plan)
						.put("available", where.contains(region) && !this.faults.lacksCapacity(region, plan))));
		}
		return rows;
	}

	private List<ObjectNode> services() {
		List<String> all = List.of("Linodes", "NodeBalancers", "Block Storage", "Kubernetes", "Managed Databases",
				"VPCs", "Object Storage", "Cloud Firewall");
		return this.regions.values().stream().map((region) -> {
			List<String> has = Json.texts(region.path("capabilities"));
			ObjectNode row = Json.object().put("region", region.path("id").asString());
			row.set("available", Json.array(all.stream().filter(has::contains).toList()));
			row.set("unavailable", Json.array(all.stream().filter((one) -> !has.contains(one)).toList()));
			return row;
		}).toList();
	}

	private List<ObjectNode> endpoints() {
		return this.endpoints.stream().map((row) -> {
			String real = this.buckets.endpoint(row.path("region").asString());
			return real.isEmpty() ? row : row.deepCopy().put("s3_endpoint", real);
		}).toList();
	}

	/**
	 * The endpoint of that region, of that type if one is named.
	 */
	Optional<ObjectNode> endpoint(String region, String type) {
		return endpoints().stream()
			.filter((row) -> region.equals(row.path("region").asString())
					&& (type.isEmpty() || type.equals(row.path("endpoint_type").asString())))
			.findFirst();
	}

	Set<String> regionIds() {
		return this.regions.keySet();
	}

	boolean hasRegion(String region) {
		return this.regions.containsKey(region);
	}

	boolean can(String region, String capability) {
		ObjectNode found = this.regions.get(region);
		return found != null && Json.texts(found.path("capabilities")).contains(capability);
	}

	Optional<ObjectNode> type(String id) {
		return Optional.ofNullable(this.types.get(id));
	}

	/**
	 * Whether the plan is offered in the region at all; whether there is room is another
	 * question.
	 */
	boolean isOffered(String plan, String region) {
		Set<String> where = this.places.get(plan);
		return where == null || where.contains(region);
	}

	boolean hasVersion(String version, String tier) {
		return versions(tier).stream().anyMatch((row) -> version.equals(row.path("id").asString()));
	}

	Optional<ObjectNode> engine(String id) {
		return Optional.ofNullable(this.engines.get(id));
	}

	Optional<ObjectNode> databaseType(String id) {
		return Optional.ofNullable(this.databaseTypes.get(id));
	}

	/**
	 * How many nodes a database of that type may have.
	 */
	static Set<Integer> quantities(ObjectNode databaseType) {
		Set<Integer> quantities = new TreeSet<>();
		for (JsonNode offer : databaseType.path("engines").path("postgresql")) {
			quantities.add(offer.path("quantity").asInt());
		}
		return quantities;
	}

}

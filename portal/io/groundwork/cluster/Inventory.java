package io.groundwork.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an environment has in its cluster, written down beside the portal's identities and
 * not in the environment's own namespace, where others could add to it.
 *
 * @param entries each object by its key
 */
record Inventory(Map<String, Entry> entries) {

	private static final String OBJECTS = "objects";

	Inventory {
		entries = Map.copyOf(entries);
	}

	static Inventory read(Api api, String environment) {
		Api.Answer answer = api.get(path(environment));
		if (answer.absent()) {
			return new Inventory(Map.of());
		}
		JsonNode found = answer.orRefused(ref(environment));
		Map<String, Entry> entries = new LinkedHashMap<>();
		for (JsonNode one : JsonMapper.shared().readTree(found.path("data").path(OBJECTS).asString("[]"))) {
			Ref ref = new Ref(one.path("apiVersion").asString(""), one.path("kind").asString(""),
					one.path("namespace").asString(""), one.path("name").asString(""));
			entries.put(ref.key(), new Entry(ref, one.path("uid").asString("")));
		}
		return new Inventory(entries);
	}

	/**
	 * Those and these; of what is in both, whatever knows which object it is.
	 */
	Inventory and(Collection<Entry> others) {
		Map<String, Entry> all = new LinkedHashMap<>(this.entries);
		others.forEach(
				(other) -> all.merge(other.ref().key(), other, (before, now) -> now.uid().isEmpty() ? before : now));
		return new Inventory(all);
	}

	static Inventory of(Collection<Entry> entries) {
		return new Inventory(Map.of()).and(entries);
	}

	List<Entry> except(Manifests wanted) {
		return this.entries.values().stream().filter((entry) -> !wanted.declares(entry.ref())).toList();
	}

	/**
	 * Writes it down; an empty one is kept too, so that it says that there is nothing.
	 */
	void write(Api api, String environment) {
		ArrayNode objects = JsonNodeFactory.instance.arrayNode();
		new TreeMap<>(this.entries).values().forEach((entry) -> {
			ObjectNode one = objects.addObject()
				.put("apiVersion", entry.ref().apiVersion())
				.put("kind", entry.ref().kind())
				.put("name", entry.ref().name());
			if (!entry.ref().namespace().isEmpty()) {
				one.put("namespace", entry.ref().namespace());
			}
			if (!entry.uid().isEmpty()) {
				one.put("uid", entry.uid());
			}
		});
		Ref ref = ref(environment);
		ObjectNode map = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
		map.putObject("metadata")
			.put("name", ref.name())
			.put("namespace", ref.namespace())
			.putObject("labels")
			.put(Labels.ENVIRONMENT, environment)
			.put(Labels.MANAGED_BY, Labels.GROUNDWORK);
		map.putObject("data").put(OBJECTS, objects.toString());
		api.apply(path(environment), map, false, true).orRefused(ref);
	}

	private static Ref ref(String environment) {
		return new Ref("v1", "ConfigMap", Identities.SYSTEM, "inventory-" + environment);
	}

	private static String path(String environment) {
		return "/api/v1/namespaces/%s/configmaps/%s".formatted(Identities.SYSTEM, ref(environment).name());
	}

	/**
	 * Whether an object of a namespace is among these, and not another of its name.
	 */
	boolean has(JsonNode object) {
		JsonNode metadata = object.path("metadata");
		return this.entries.values()
			.stream()
			.anyMatch((entry) -> entry.ref().name().equals(metadata.path("name").asString(""))
					&& entry.ref().namespace().equals(metadata.path("namespace").asString(""))
					&& entry.uid().equals(metadata.path("uid").asString("")));
	}

	/**
	 * What of these a namespace has.
	 */
	List<String> uidsIn(String namespace) {
		List<String> uids = new ArrayList<>();
		this.entries.values()
			.stream()
			.filter((entry) -> entry.ref().namespace().equals(namespace))
			.forEach((entry) -> uids.add(entry.uid()));
		return uids;
	}

	/**
	 * An object.
	 *
	 * @param ref which
	 * @param uid which of those that ever had that name; empty until it is known
	 */
	record Entry(Ref ref, String uid) {

	}

}

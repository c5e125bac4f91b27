package io.groundwork.bundles;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One document: an object, and what is said about it above it.
 *
 * @param comments lines, without their signs
 * @param object its fields in their order
 */
record Manifest(List<String> comments, Map<String, Object> object) {

	static final String ENVIRONMENT = "groundwork.io/environment";

	Manifest {
		comments = List.copyOf(comments);
	}

	/**
	 * An object of Kubernetes, with the labels that say whose it is.
	 * @param namespace where it is; empty for what is the whole cluster's
	 * @param rest its other fields, names and values in turn
	 */
	static Manifest of(BundleOrder order, String apiVersion, String kind, String namespace, String name,
			Object... rest) {
		Map<String, Object> metadata = Yaml.map("name", name);
		if (!namespace.isEmpty()) {
			metadata.put("namespace", namespace);
		}
		metadata.put("labels", labels(order));
		Map<String, Object> object = Yaml.map("apiVersion", apiVersion, "kind", kind, "metadata", metadata);
		object.putAll(Yaml.map(rest));
		return new Manifest(List.of(), object);
	}

	static Map<String, Object> labels(BundleOrder order) {
		return Yaml.map("app.kubernetes.io/managed-by", "groundwork", ENVIRONMENT, order.environment());
	}

	Manifest saying(String... comments) {
		return new Manifest(List.of(comments), this.object);
	}

	Manifest saying(List<String> comments) {
		return new Manifest(comments, this.object);
	}

	/**
	 * With notes for people, which Kubernetes keeps and does not read.
	 */
	Manifest annotated(Map<String, Object> annotations) {
		return withMetadata("annotations", annotations);
	}

	/**
	 * With labels beside those that say whose it is.
	 */
	@SuppressWarnings("unchecked")
	Manifest labelled(Map<String, Object> labels) {
		Map<String, Object> metadata = (Map<String, Object>) this.object.getOrDefault("metadata", Map.of());
		Map<String, Object> all = new LinkedHashMap<>((Map<String, Object>) metadata.getOrDefault("labels", Map.of()));
		all.putAll(labels);
		return withMetadata("labels", all);
	}

	@SuppressWarnings("unchecked")
	private Manifest withMetadata(String field, Map<String, Object> value) {
		Map<String, Object> object = new LinkedHashMap<>(this.object);
		Map<String, Object> metadata = new LinkedHashMap<>(
				(Map<String, Object>) this.object.getOrDefault("metadata", Map.of()));
		metadata.put(field, value);
		object.put("metadata", metadata);
		return new Manifest(this.comments, object);
	}

}

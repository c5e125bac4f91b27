package io.groundwork.bundles.network;

import java.util.HashMap;
import java.util.Map;

/**
 * A namespace.
 *
 * @param name its name
 * @param labels its labels, with the one that the API server gives it
 */
public record Namespace(String name, Map<String, String> labels) {

	/**
	 * By this every namespace can be selected by its name.
	 */
	static final String NAME_LABEL = "kubernetes.io/metadata.name";

	public Namespace {
		Map<String, String> all = new HashMap<>(labels);
		all.put(NAME_LABEL, name);
		labels = Map.copyOf(all);
	}

}

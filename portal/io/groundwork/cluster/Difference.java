package io.groundwork.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value that differs.
 *
 * @param path where, such as {@code spec.hard[pods]}
 * @param before what it is; missing if there is none
 * @param after what it becomes; missing if there is none any more
 */
record Difference(String path, JsonNode before, JsonNode after) {

	private static final List<String> OF_THE_SERVER = List.of("managedFields", "resourceVersion", "generation", "uid",
			"creationTimestamp", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds");

	private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

	/**
	 * All that differs between an object as it is and as it becomes. What is not declared
	 * and appears nevertheless is the API server's default, and no change that anybody
	 * wants to read.
	 */
	static List<Difference> between(JsonNode before, JsonNode after, JsonNode declared) {
		List<Difference> found = new ArrayList<>();
		walk("", normal(before), normal(after), declared, found);
		return found;
	}

	/**
	 * All that an object declares beyond its name.
	 */
	static List<Difference> of(JsonNode declared) {
		List<Difference> found = new ArrayList<>();
		ObjectNode content = (ObjectNode) normal(declared);
		content.remove(List.of("apiVersion", "kind"));
		((ObjectNode) content.path("metadata")).remove(List.of("name", "namespace"));
		walk("", JsonNodeFactory.instance.objectNode(), content, declared, found);
		return found;
	}

	private static JsonNode normal(JsonNode object) {
		ObjectNode copy = ((ObjectNode) object).deepCopy();
		copy.remove("status");
		if (copy.path("metadata") instanceof ObjectNode metadata) {
			metadata.remove(OF_THE_SERVER);
			if (metadata.path("annotations") instanceof ObjectNode annotations) {
				annotations.remove(LAST_APPLIED);
				if (annotations.isEmpty()) {
					metadata.remove("annotations");
				}
			}
		}
		return copy;
	}

	private static void walk(String path, JsonNode before, JsonNode after, JsonNode declared, List<Difference> found) {
		if (before.equals(after)) {
			return;
		}
		Map<String, JsonNode> left = parts(before);
		Map<String, JsonNode> right = parts(after);
		if (left != null && right != null && (before.isArray() == after.isArray() || isNone(before) || isNone(after))
				&& !(left.isEmpty() && right.isEmpty())) {
			Map<String, JsonNode> wanted = parts(declared);
			TreeSet<String> names = new TreeSet<>(left.keySet());
			names.addAll(right.keySet());
			for (String name : names) {
				walk(join(path, name, before.isArray() || after.isArray()), at(left, name), at(right, name),
						at(wanted, name), found);
			}
			return;
		}
		if (!(isNone(before) && declared.isMissingNode())) {
			found.add(new Difference(path, before, after));
		}
	}

	private static boolean isNone(JsonNode node) {
		return node.isMissingNode();
	}

	private static JsonNode at(@Nullable Map<String, JsonNode> parts, String name) {
		return (parts != null) ? parts.getOrDefault(name, MissingNode.getInstance()) : MissingNode.getInstance();
	}

	/**
	 * The parts of a value by name; nothing if it is to be looked at as a whole.
	 */
	private static @Nullable Map<String, JsonNode> parts(JsonNode value) {
		Map<String, JsonNode> parts = new LinkedHashMap<>();
		if (value.isMissingNode()) {
			return parts;
		}
		if (value.isObject()) {
			value.forEachEntry(parts::put);
			return parts;
		}
		if (!value.isArray() || value.isEmpty() || !value.valueStream().allMatch(JsonNode::isObject)) {
			return null;
		}
		boolean named = value.valueStream().allMatch((item) -> item.path("name").isString())
				&& value.valueStream().map((item) -> item.path("name").asString()).distinct().count() == value.size();
		int place = 0;
		for (JsonNode item : value) {
			parts.put(named ? item.path("name").asString() : Integer.toString(place), item);
			place++;
		}
		return parts;
	}

	private static String join(String path, String name, boolean item) {
		if (item || name.contains(".") || name.contains("/")) {
			return path + "[" + name + "]";
		}
		return path.isEmpty() ? name : path + "." + name;
	}

	boolean isSecret(Ref ref) {
		return ref.kind().equals("Secret") && ref.group().isEmpty()
				&& (this.path.equals("data") || this.path.startsWith("data.") || this.path.startsWith("data["));
	}

	/**
	 * A value for people.
	 */
	static String text(JsonNode value) {
		return value.isString() ? value.asString() : value.toString();
	}

}

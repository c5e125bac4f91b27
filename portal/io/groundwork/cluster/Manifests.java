package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.groundwork.web.InvalidInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that an environment declares for its cluster, with the labels that say whose it is.
 */
public final class Manifests {

	private static final Pattern ENVIRONMENT = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

	private final String environment;

	private final List<Manifest> all;

	private final Map<String, Manifest> byKey;

	private Manifests(String environment, List<Manifest> all) {
		this.environment = environment;
		this.all = List.copyOf(all);
		this.byKey = new LinkedHashMap<>();
		all.forEach((manifest) -> this.byKey.put(manifest.ref().key(), manifest));
	}

	/**
	 * Nothing: what the environment has in its cluster is no longer declared.
	 */
	public static Manifests none(String environment) {
		return read(environment, Map.of());
	}

	/**
	 * Reads what an environment declares.
	 * @param files the content of each file by its name: YAML or JSON, any number of
	 * documents or lists
	 * @throws InvalidInputException naming the file and what is wrong in it
	 */
	public static Manifests read(String environment, Map<String, String> files) {
		if (!ENVIRONMENT.matcher(environment).matches()) {
			throw new InvalidInputException("environment",
					"environment must be 3 to 40 small letters, digits and dashes, and begin with a letter.");
		}
		Map<String, Manifest> found = new LinkedHashMap<>();
		new TreeMap<>(files).forEach((file, content) -> Yaml.read(file, content)
			.forEach((document) -> take(document, file, environment, found)));
		return new Manifests(environment, new ArrayList<>(found.values()));
	}

	private static void take(JsonNode document, String file, String environment, Map<String, Manifest> found) {
		if (!(document instanceof ObjectNode object)) {
			throw new InvalidInputException(file,
					"Each document must be an object with apiVersion, kind and metadata.");
		}
		if (object.path("kind").asString("").endsWith("List") && object.path("items").isArray()) {
			object.path("items").forEach((item) -> take(item, file, environment, found));
			return;
		}
		Manifest manifest = manifest(object.deepCopy(), file, environment);
		if (found.putIfAbsent(manifest.ref().key(), manifest) != null) {
			throw new InvalidInputException(file, "%s is declared twice; leave one.".formatted(manifest.ref()));
		}
	}

	private static Manifest manifest(ObjectNode object, String file, String environment) {
		Ref ref = new Ref(text(object, "apiVersion", file), text(object, "kind", file),
				object.path("metadata").path("namespace").asString(""), text(object.path("metadata"), "name", file));
		ObjectNode metadata = (ObjectNode) object.path("metadata");
		// What only the API server may say.
		object.remove("status");
		metadata.remove(List.of("managedFields", "resourceVersion", "uid", "generation", "creationTimestamp"));
		ObjectNode labels = metadata.path("labels").isObject() ? (ObjectNode) metadata.path("labels")
				: metadata.putObject("labels");
		label(labels, Labels.ENVIRONMENT, environment, ref, file);
		label(labels, Labels.MANAGED_BY, Labels.GROUNDWORK, ref, file);
		if (ref.kind().equals("Secret") && ref.group().isEmpty()) {
			encode(object);
		}
		return new Manifest(ref, object);
	}

	private static String text(JsonNode object, String field, String file) {
		JsonNode value = object.path(field);
		if (!value.isString() || value.asString().isBlank()) {
			throw new InvalidInputException(file,
					"An object has no %s; each must have apiVersion, kind and metadata.name.".formatted(field));
		}
		return value.asString();
	}

	private static void label(ObjectNode labels, String label, String value, Ref ref, String file) {
		JsonNode set = labels.path(label);
		if (!set.isMissingNode() && !set.asString("").equals(value)) {
			throw new InvalidInputException(file, "%s has the label %s already, as %s; leave it out, it is set to %s."
				.formatted(ref, label, set.asString(""), value));
		}
		labels.put(label, value);
	}

	/**
	 * What is written as stringData comes back as data, and would differ for ever.
	 */
	private static void encode(ObjectNode secret) {
		JsonNode plain = secret.remove("stringData");
		if (plain instanceof ObjectNode values) {
			ObjectNode data = secret.path("data").isObject() ? (ObjectNode) secret.path("data")
					: secret.putObject("data");
			values.forEachEntry((name, value) -> data.put(name,
					Base64.getEncoder().encodeToString(value.asString("").getBytes(StandardCharsets.UTF_8))));
		}
	}

	public String environment() {
		return this.environment;
	}

	/**
	 * Which objects are declared.
	 */
	public List<Ref> refs() {
		return this.all.stream().map(Manifest::ref).sorted().toList();
	}

	List<Manifest> all() {
		return this.all;
	}

	boolean declares(Ref ref) {
		return this.byKey.containsKey(ref.key());
	}

	boolean declaresNamespace(String name) {
		return declares(new Ref("v1", "Namespace", "", name));
	}

	/**
	 * What of these makes objects of that kind possible.
	 */
	Optional<Manifest> definition(Ref ref) {
		return this.all.stream().filter((manifest) -> manifest.defines(ref)).findFirst();
	}

	/**
	 * Whether one of these has that name and may be meant by a complaint that something
	 * of that name is not there.
	 * @param plural the kind as the API server says it, such as {@code clusterroles}
	 */
	boolean declares(String plural, String name) {
		return this.all.stream()
			.map(Manifest::ref)
			.anyMatch((ref) -> ref.name().equals(name) && (ref.kind() + "s").equalsIgnoreCase(plural));
	}

}

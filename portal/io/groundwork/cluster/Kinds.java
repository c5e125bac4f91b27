package io.groundwork.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The kinds that a cluster knows, and where their objects are found.
 */
final class Kinds {

	private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

	private final Map<String, Kind> kinds = new HashMap<>();

	/** Of each group the version that the API server prefers. */
	private final List<Kind> preferred = new ArrayList<>();

	private Kinds() {
	}

	static Kinds of(Api api) {
		Kinds kinds = new Kinds();
		for (Api.Answer answer : Parallel.each(List.of("/api", "/apis"), (path) -> api.get(path, AGGREGATED))) {
			if (!answer.ok()) {
				throw new RefusedException(Refusal.of(new Ref("v1", "APIGroupDiscoveryList", "", "all"), answer));
			}
			answer.body().path("items").forEach(kinds::group);
		}
		return kinds;
	}

	private void group(JsonNode group) {
		String name = group.path("metadata").path("name").asString("");
		Set<String> seen = new HashSet<>();
		for (JsonNode version : group.path("versions")) {
			String apiVersion = (name.isEmpty() ? "" : name + "/") + version.path("version").asString("");
			for (JsonNode resource : version.path("resources")) {
				Set<String> verbs = new HashSet<>();
				resource.path("verbs").forEach((verb) -> verbs.add(verb.asString("")));
				Kind kind = new Kind(apiVersion, resource.path("responseKind").path("kind").asString(""),
						resource.path("resource").asString(""),
						resource.path("scope").asString("").equals("Namespaced"), verbs);
				this.kinds.putIfAbsent(apiVersion + " " + kind.kind(), kind);
				if (seen.add(kind.plural())) {
					this.preferred.add(kind);
				}
			}
		}
	}

	Optional<Kind> find(Ref ref) {
		return Optional.ofNullable(this.kinds.get(ref.apiVersion() + " " + ref.kind()));
	}

	/**
	 * What there may be in a namespace that stays there until somebody removes it.
	 */
	List<Kind> keptInNamespaces() {
		return this.preferred.stream()
			.filter((kind) -> kind.namespaced() && kind.verbs().contains("list") && kind.verbs().contains("delete"))
			.filter((kind) -> !kind.kind().equals("Event"))
			.toList();
	}

	/**
	 * A kind.
	 *
	 * @param apiVersion group and version
	 * @param kind its name
	 * @param plural its name in addresses
	 * @param namespaced whether its objects belong to a namespace
	 * @param verbs what can be done with them
	 */
	record Kind(String apiVersion, String kind, String plural, boolean namespaced, Set<String> verbs) {

		String list(String namespace) {
			return (this.apiVersion.contains("/") ? "/apis/" : "/api/") + this.apiVersion
					+ (namespace.isEmpty() ? "" : "/namespaces/" + Api.encode(namespace)) + "/" + this.plural;
		}

		String path(Ref ref) {
			return list(ref.namespace()) + "/" + Api.encode(ref.name());
		}

	}

}

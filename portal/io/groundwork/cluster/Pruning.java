package io.groundwork.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.groundwork.cluster.Change.Action;
import io.groundwork.cluster.Changes.Found;
import tools.jackson.databind.JsonNode;

/**
 * Finds what is ours and no longer declared. Three signs together say that it is ours: it
 * is in the inventory as that very object, it carries our labels, and the API server
 * remembers that we applied it.
 */
final class Pruning {

	private static final int MOST_NAMED = 5;

	private final Api api;

	private final Kinds kinds;

	private final Inventory inventory;

	private final Consent consent;

	Pruning(Api api, Kinds kinds, Inventory inventory, Consent consent) {
		this.api = api;
		this.kinds = kinds;
		this.inventory = inventory;
		this.consent = consent;
	}

	List<Found> find(Manifests wanted) {
		return Parallel.each(this.inventory.except(wanted), (entry) -> look(entry, wanted.environment()))
			.stream()
			.flatMap(Optional::stream)
			.toList();
	}

	/**
	 * What becomes of it; nothing if it is gone.
	 */
	private Optional<Found> look(Inventory.Entry entry, String environment) {
		Ref ref = entry.ref();
		Optional<Kinds.Kind> kind = this.kinds.find(ref);
		if (kind.isEmpty()) {
			return Optional.empty();
		}
		Api.Answer answer = this.api.get(kind.get().path(ref));
		if (answer.absent()) {
			return Optional.empty();
		}
		JsonNode live = answer.orRefused(ref);
		String uid = live.path("metadata").path("uid").asString("");
		if (!entry.uid().isEmpty() && !entry.uid().equals(uid)) {
			return kept(ref, Refusal.notOurs(ref, "somebody has made it anew"));
		}
		if (!Labels.claim(live, environment)) {
			return kept(ref, Refusal.notOurs(ref, "somebody has taken our labels off"));
		}
		if (!Labels.applied(live)) {
			return kept(ref, Refusal.notOurs(ref, "we have never applied it"));
		}
		if (live.path("metadata").has("deletionTimestamp")) {
			return Optional.empty();
		}
		if (ref.isNamespace() && !this.consent.takeNamespaces()) {
			List<String> others = others(ref.name());
			if (!others.isEmpty()) {
				return kept(ref, Refusal.inhabited(ref, String.join(", ", others)));
			}
		}
		return Optional.of(Found.of(Change.of(ref, Action.REMOVED)).of(uid, true));
	}

	private static Optional<Found> kept(Ref ref, Refusal why) {
		return Optional.of(Found.of(Change.of(ref, Action.KEPT, why)));
	}

	/**
	 * What in a namespace is not of this environment's inventory. Kinds that we may not
	 * look at count as well, since nobody knows.
	 */
	private List<String> others(String namespace) {
		Set<String> ours = new HashSet<>(this.inventory.uidsIn(namespace));
		List<String> found = new ArrayList<>();
		Parallel.each(this.kinds.keptInNamespaces(), (kind) -> others(kind, namespace, ours)).forEach(found::addAll);
		List<String> sorted = found.stream().sorted().toList();
		if (sorted.size() <= MOST_NAMED) {
			return sorted;
		}
		List<String> some = new ArrayList<>(sorted.subList(0, MOST_NAMED));
		some.add("%d more".formatted(sorted.size() - MOST_NAMED));
		return some;
	}

	private List<String> others(Kinds.Kind kind, String namespace, Set<String> ours) {
		Api.Answer answer = this.api.get(kind.list(namespace) + "?limit=500");
		if (answer.status() == 403) {
			return List.of("%s that we may not look at".formatted(kind.plural()));
		}
		return answer.body()
			.path("items")
			.valueStream()
			.filter((item) -> !ours.contains(item.path("metadata").path("uid").asString("")))
			.filter((item) -> !comesByItself(kind, item))
			.map((item) -> "%s %s".formatted(kind.kind(), item.path("metadata").path("name").asString("")))
			.toList();
	}

	private static boolean comesByItself(Kinds.Kind kind, JsonNode item) {
		String name = item.path("metadata").path("name").asString("");
		return switch (kind.kind()) {
			case "ServiceAccount" -> name.equals("default");
			case "ConfigMap" -> name.equals("kube-root-ca.crt");
			case "Endpoints", "EndpointSlice", "Lease" -> true;
			// Somebody's grant, which ends with the environment.
			case "RoleBinding" -> Door.isGrant(item);
			// What an object makes goes with it.
			default -> !item.path("metadata").path("ownerReferences").isEmpty();
		};
	}

}

package io.groundwork.runs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.cluster.Change;
import io.groundwork.cluster.Changes;
import io.groundwork.web.Diff;

/**
 * Turns what would change in a cluster into what the diff part shows.
 */
final class ClusterDiff {

	private static final Set<String> NETWORK = Set.of("NetworkPolicy", "Ingress", "Service");

	private static final Set<String> RIGHTS = Set.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding",
			"ServiceAccount", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding");

	private static final Set<String> ROOM = Set.of("Namespace", "ResourceQuota", "LimitRange");

	private ClusterDiff() {
	}

	/**
	 * What would change; what stays as it is is left out.
	 * @param source who would make it so
	 */
	static Diff of(Changes changes, String source) {
		Map<About, List<Diff.Change>> groups = new EnumMap<>(About.class);
		for (Change change : changes.changes()) {
			if (change.action() != Change.Action.UNCHANGED) {
				groups.computeIfAbsent(about(change.object().kind()), (about) -> new ArrayList<>()).add(change(change));
			}
		}
		List<Diff.Group> shown = new ArrayList<>();
		groups.forEach((about, of) -> shown.add(new Diff.Group(about.title, source, of)));
		return new Diff(shown, List.of());
	}

	private static About about(String kind) {
		if (ROOM.contains(kind)) {
			return About.ROOM;
		}
		if (NETWORK.contains(kind)) {
			return About.NETWORK;
		}
		return RIGHTS.contains(kind) ? About.RIGHTS : About.OTHER;
	}

	private static Diff.Change change(Change change) {
		Diff.Kind kind = switch (change.action()) {
			case ADDED -> Diff.Kind.ADDED;
			case REMOVED -> Diff.Kind.DESTROYED;
			case KEPT -> Diff.Kind.FORGOTTEN;
			case CHANGED, CONFLICTED, REFUSED, UNCHANGED -> Diff.Kind.CHANGED;
		};
		List<Diff.Attribute> attributes = (change.action() == Change.Action.CHANGED
				|| change.action() == Change.Action.CONFLICTED) ? change.fields()
					.stream()
					.map((field) -> new Diff.Attribute(field.path(), value(field.before()), value(field.after())))
					.toList() : List.of();
		return new Diff.Change(kind, change.object().toString(), attributes, why(change).orElse(null));
	}

	private static Optional<String> why(Change change) {
		if (change.action() == Change.Action.CONFLICTED) {
			List<String> others = change.conflicts().stream().map(Change.Conflict::manager).distinct().toList();
			return Optional.of("fields of it were set by " + String.join(", ", others));
		}
		return change.refusal().map((refusal) -> refusal.sentence() + " " + refusal.remedy());
	}

	private static Diff.Value value(Optional<String> text) {
		return text.map((words) -> words.equals(Change.HIDDEN) ? Diff.Value.SENSITIVE : Diff.Value.of(words))
			.orElse(Diff.Value.NONE);
	}

	/**
	 * What an object is about.
	 */
	private enum About {

		ROOM("Namespace and quota"), NETWORK("Network"), RIGHTS("Rights and policies"), OTHER("Everything else");

		private final String title;

		About(String title) {
			this.title = title;
		}

	}

}

package io.groundwork.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.groundwork.cluster.Change;
import io.groundwork.cluster.Changes;
import io.groundwork.plans.Groups;
import io.groundwork.web.Diff;

/**
 * What would change in a cluster as pages show it; what stays as it is is left out.
 */
final class ClusterSide {

	private ClusterSide() {
	}

	/**
	 * Every change with what it is about; values come later, for those that are shown.
	 */
	static List<PlanGroups.Part> parts(Changes changes) {
		List<PlanGroups.Part> parts = new ArrayList<>();
		for (Change change : changes.changes()) {
			if (change.action() != Change.Action.UNCHANGED) {
				parts.add(new PlanGroups.Part(Groups.ofObject(change.object().kind(), change.object().name()),
						kind(change), change.object().toString(), () -> change(change)));
			}
		}
		return parts;
	}

	private static Diff.Kind kind(Change change) {
		return switch (change.action()) {
			case ADDED -> Diff.Kind.ADDED;
			case REMOVED -> Diff.Kind.DESTROYED;
			case KEPT -> Diff.Kind.FORGOTTEN;
			case CHANGED, CONFLICTED, REFUSED, UNCHANGED -> Diff.Kind.CHANGED;
		};
	}

	private static Diff.Change change(Change change) {
		List<Diff.Attribute> attributes = (change.action() == Change.Action.CHANGED
				|| change.action() == Change.Action.CONFLICTED) ? change.fields()
					.stream()
					.map((field) -> new Diff.Attribute(field.path(), value(field.before()), value(field.after())))
					.toList() : List.of();
		return new Diff.Change(kind(change), change.object().toString(), attributes, why(change).orElse(null));
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

}

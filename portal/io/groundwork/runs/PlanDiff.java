package io.groundwork.runs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.web.Diff;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes into what the diff part shows.
 */
final class PlanDiff {

	/** As {@code plans} writes what nobody may see, and what nobody can know yet. */
	private static final Map<String, Diff.Value> WORDS = Map.of("sensitive", Diff.Value.SENSITIVE, "known after apply",
			Diff.Value.UNKNOWN);

	private PlanDiff() {
	}

	/**
	 * What would change.
	 */
	static Diff of(Changes changes, BlastRadius blast) {
		List<Diff.Group> groups = groups(changes.changes());
		if (!changes.outputs().isEmpty()) {
			groups.add(new Diff.Group("Outputs", "what others are told",
					changes.outputs().stream().map(PlanDiff::output).toList()));
		}
		return new Diff(groups,
				blast.findings()
					.stream()
					.filter((finding) -> finding.severity() == BlastRadius.Severity.LOSS)
					.map(BlastRadius.Finding::text)
					.toList());
	}

	/**
	 * What is not as it was left.
	 */
	static Diff drift(Changes changes) {
		return new Diff(groups(changes.drift()), List.of(), false);
	}

	private static List<Diff.Group> groups(List<Changes.Change> changes) {
		Map<Changes.Group, List<Diff.Change>> groups = new EnumMap<>(Changes.Group.class);
		changes.forEach(
				(change) -> groups.computeIfAbsent(change.group(), (group) -> new ArrayList<>()).add(change(change)));
		List<Diff.Group> shown = new ArrayList<>();
		groups.forEach((group, of) -> shown.add(new Diff.Group(title(group), "Terraform", of)));
		return shown;
	}

	private static Diff.Change change(Changes.Change change) {
		Diff.Kind kind = kind(change.action());
		// What is new or gone as a whole is not listed value by value.
		List<Diff.Attribute> attributes = (kind == Diff.Kind.ADDED || kind == Diff.Kind.DESTROYED) ? List.of()
				: change.attributes().stream().map(PlanDiff::attribute).toList();
		return new Diff.Change(kind, change.address(), attributes, why(change));
	}

	private static @Nullable String why(Changes.Change change) {
		List<String> reasons = new ArrayList<>();
		change.reason().ifPresent(reasons::add);
		change.movedFrom().ifPresent((from) -> reasons.add("it was at " + from));
		change.importedBy().ifPresent((id) -> reasons.add("it is there already as " + id));
		return reasons.isEmpty() ? null : String.join("; ", reasons);
	}

	private static Diff.Attribute attribute(Changes.Attribute attribute) {
		return new Diff.Attribute(attribute.forces() ? attribute.path() + " (forces it)" : attribute.path(),
				value(attribute.before()), value(attribute.after()));
	}

	private static Diff.Change output(Changes.OutputChange output) {
		return new Diff.Change(kind(output.action()), output.name(),
				List.of(new Diff.Attribute("value", value(output.before()), value(output.after()))));
	}

	private static Diff.Value value(Optional<String> text) {
		return text.map((words) -> WORDS.getOrDefault(words, Diff.Value.of(words))).orElse(Diff.Value.NONE);
	}

	private static Diff.Kind kind(Changes.Action action) {
		return switch (action) {
			case CREATE -> Diff.Kind.ADDED;
			case UPDATE -> Diff.Kind.CHANGED;
			case REPLACE -> Diff.Kind.REPLACED;
			case DESTROY -> Diff.Kind.DESTROYED;
			case MOVE -> Diff.Kind.MOVED;
			case IMPORT -> Diff.Kind.IMPORTED;
			case FORGET -> Diff.Kind.FORGOTTEN;
		};
	}

	private static String title(Changes.Group group) {
		return switch (group) {
			case CLUSTER -> "Cluster";
			case NODES -> "Nodes";
			case NETWORK -> "Network";
			case DATA -> "Data";
			case SECRETS -> "Secrets";
			case OBSERVABILITY -> "Observability";
			case OTHER -> "Everything else";
		};
	}

}

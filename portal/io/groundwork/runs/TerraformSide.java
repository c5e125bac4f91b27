package io.groundwork.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.plans.Changes;
import io.groundwork.web.Diff;
import org.jspecify.annotations.Nullable;

/**
 * Terraform's changes as pages show them.
 */
final class TerraformSide {

	/** As {@code plans} writes what nobody may see, and what nobody can know yet. */
	private static final Map<String, Diff.Value> WORDS = Map.of("sensitive", Diff.Value.SENSITIVE, "known after apply",
			Diff.Value.UNKNOWN);

	private TerraformSide() {
	}

	/**
	 * Every change with what it is about; values come later, for those that are shown.
	 */
	static List<PlanGroups.Part> parts(Changes changes) {
		List<PlanGroups.Part> parts = new ArrayList<>();
		for (Changes.Change change : changes.changes()) {
			parts.add(
					new PlanGroups.Part(change.group(), kind(change.action()), change.address(), () -> change(change)));
		}
		for (Changes.OutputChange output : changes.outputs()) {
			parts.add(new PlanGroups.Part(Changes.Group.OTHER, kind(output.action()), output.name(),
					() -> output(output)));
		}
		return parts;
	}

	/**
	 * What is not as it was left.
	 */
	static Diff drift(Changes changes) {
		List<Diff.Group> groups = new ArrayList<>();
		for (Changes.Group group : Changes.Group.values()) {
			List<Diff.Change> of = changes.drift()
				.stream()
				.filter((change) -> change.group() == group)
				.map(TerraformSide::change)
				.toList();
			if (!of.isEmpty()) {
				groups.add(new Diff.Group(group.title(), "Terraform", of));
			}
		}
		return new Diff(groups, List.of(), false);
	}

	private static Diff.Change change(Changes.Change change) {
		Diff.Kind kind = kind(change.action());
		// What is new or gone as a whole is not listed value by value.
		List<Diff.Attribute> attributes = (kind == Diff.Kind.ADDED || kind == Diff.Kind.DESTROYED) ? List.of()
				: change.attributes().stream().map(TerraformSide::attribute).toList();
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
		return new Diff.Change(kind(output.action()), "output " + output.name(),
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

}

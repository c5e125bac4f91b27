package io.groundwork.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.web.Diff;

/**
 * Puts what would change into groups by what a person cares about. What is destroyed or
 * replaced comes first, so that nothing that matters is behind what is shown.
 */
final class PlanGroups {

	/** Up to so many changes nothing needs to be folded. */
	static final int FEW = 30;

	/** Up to so many a group is shown open even among many. */
	private static final int HANDFUL = 5;

	private static final Comparator<Part> GRAVEST_FIRST = Comparator.comparingInt((part) -> switch (part.kind()) {
		case DESTROYED -> 0;
		case REPLACED -> 1;
		case FORGOTTEN -> 2;
		case CHANGED -> 3;
		case ADDED, MOVED, IMPORTED -> 4;
	});

	private final Map<Changes.Group, List<Part>> terraform;

	private final Map<Changes.Group, List<Part>> cluster;

	private final Set<String> grave;

	private final String clusterTitle;

	private PlanGroups(RunPlans.Written written) {
		RunPlans.KubernetesPlan kubernetes = written.kubernetes();
		this.terraform = sorted(TerraformSide.parts(written.changes()));
		this.cluster = (kubernetes != null) ? sorted(ClusterSide.parts(kubernetes.changes())) : Map.of();
		this.clusterTitle = (kubernetes != null && kubernetes.binding()) ? "In the cluster, by the portal"
				: "In the cluster, by ArgoCD";
		this.grave = written.blastRadius()
			.findings()
			.stream()
			.filter((finding) -> finding.severity() == BlastRadius.Severity.LOSS
					|| finding.severity() == BlastRadius.Severity.DOWNTIME && finding.kind() == BlastRadius.Kind.NODES)
			.map(BlastRadius.Finding::address)
			.collect(Collectors.toSet());
	}

	private static Map<Changes.Group, List<Part>> sorted(List<Part> parts) {
		Map<Changes.Group, List<Part>> groups = new EnumMap<>(Changes.Group.class);
		parts.stream()
			.sorted(GRAVEST_FIRST)
			.forEach((part) -> groups.computeIfAbsent(part.about(), (about) -> new ArrayList<>()).add(part));
		return groups;
	}

	/**
	 * Those in which something would change, those in which something is at stake first.
	 */
	static List<PlanGroup> of(RunPlans.Written written, Shown shown) {
		PlanGroups groups = new PlanGroups(written);
		boolean few = Stream.of(groups.terraform, groups.cluster)
			.flatMap((side) -> side.values().stream())
			.mapToInt(List::size)
			.sum() <= FEW;
		return Stream.of(Changes.Group.values())
			.filter((about) -> groups.terraform.containsKey(about) || groups.cluster.containsKey(about))
			.sorted(Comparator.comparing((about) -> !groups.grave(about)))
			.map((about) -> groups.group(about, shown, few))
			.toList();
	}

	/**
	 * A part of one of them.
	 */
	static PlanGroup one(RunPlans.Written written, Changes.Group about, int first) {
		return new PlanGroups(written).group(about, Shown.from(first), true);
	}

	private boolean grave(Changes.Group about) {
		return this.terraform.getOrDefault(about, List.of())
			.stream()
			.anyMatch((part) -> this.grave.contains(part.address()));
	}

	private PlanGroup group(Changes.Group about, Shown shown, boolean few) {
		List<Part> ours = this.terraform.getOrDefault(about, List.of());
		List<Part> theirs = this.cluster.getOrDefault(about, List.of());
		List<PlanSide> sides = new ArrayList<>();
		if (!ours.isEmpty()) {
			sides.add(side("Terraform", ours, shown));
		}
		if (!theirs.isEmpty()) {
			sides.add(side(this.clusterTitle, theirs, shown));
		}
		Map<Diff.Kind, Long> numbers = Stream.concat(ours.stream(), theirs.stream())
			.collect(Collectors.groupingBy(Part::kind, () -> new EnumMap<>(Diff.Kind.class), Collectors.counting()));
		boolean grave = grave(about);
		return new PlanGroup(about, sides,
				numbers.entrySet()
					.stream()
					.map((number) -> new PlanGroup.Tally(number.getKey(), number.getValue()))
					.toList(),
				grave, few || grave || ours.size() + theirs.size() <= HANDFUL);
	}

	private static PlanSide side(String title, List<Part> parts, Shown shown) {
		List<Diff.Change> changes = new ArrayList<>();
		int next = Math.min(shown.first(), parts.size());
		int lines = 0;
		boolean cut = false;
		while (next < parts.size() && changes.size() < shown.changes()) {
			Diff.Change change = parts.get(next).change().get();
			int values = change.attributes().size();
			lines += Math.min(values, shown.values());
			if (!changes.isEmpty() && lines > shown.lines()) {
				break;
			}
			changes.add((values > shown.values()) ? cut(change, shown.values()) : change);
			cut |= values > shown.values();
			next++;
		}
		return new PlanSide(title, changes, parts.size(), next, cut);
	}

	private static Diff.Change cut(Diff.Change change, int values) {
		String said = "the first %d of %d values".formatted(values, change.attributes().size());
		return new Diff.Change(change.kind(), change.address(), change.attributes().subList(0, values),
				(change.why() != null) ? change.why() + "; " + said : said);
	}

	/**
	 * A change of which only that is known that every page needs.
	 *
	 * @param about what it is about
	 * @param kind what would happen
	 * @param address to what
	 * @param change all of it
	 */
	record Part(Changes.Group about, Diff.Kind kind, String address, Supplier<Diff.Change> change) {

	}

}

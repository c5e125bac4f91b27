package io.groundwork.plans;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.groundwork.plans.BlastRadius.Finding;
import io.groundwork.plans.BlastRadius.Kind;
import io.groundwork.plans.BlastRadius.Severity;
import io.groundwork.plans.Changes.Action;
import io.groundwork.terraform.PlanDocument.Change;
import io.groundwork.terraform.PlanDocument.ResourceChange;

/**
 * Judges what is at stake in each change, and says it in one sentence.
 */
final class Stakes {

	/**
	 * A database stands still while one of these changes.
	 */
	private static final List<String> DOWNTIME = List.of("engine_id", "type", "region", "cluster_size",
			"fork_restore_time");

	private final List<Finding> findings = new ArrayList<>();

	private final Map<Kind, Integer> destroyed = new EnumMap<>(Kind.class);

	private final Map<Kind, Integer> replaced = new EnumMap<>(Kind.class);

	private int standing;

	private int forgotten;

	private int nodesReplaced;

	private int nodesRemoved;

	void add(ResourceChange resource, Action action) {
		Kind kind = kind(resource.type());
		if (kind == null) {
			return;
		}
		if (action == Action.FORGET) {
			this.forgotten += (kind == Kind.NODES) ? 0 : 1;
			find(Severity.NOTICE, kind, resource, "is let go of: it stays, and is nobody's");
		}
		else if (kind == Kind.NODES) {
			pool(resource, action);
		}
		else if (action == Action.DESTROY || action == Action.REPLACE) {
			boolean again = action == Action.REPLACE;
			(again ? this.replaced : this.destroyed).merge(kind, 1, Integer::sum);
			find(Severity.LOSS, kind, resource, again ? "is destroyed and made again, empty" : "is destroyed");
		}
		else if (action == Action.UPDATE) {
			update(kind, resource);
		}
	}

	private static @Nullable Kind kind(String type) {
		if (type.startsWith("linode_database_") && !type.contains("access_control")) {
			return Kind.DATABASE;
		}
		return switch (type) {
			case "linode_object_storage_bucket" -> Kind.BUCKET;
			case "linode_volume" -> Kind.VOLUME;
			case "linode_lke_cluster" -> Kind.CLUSTER;
			case "linode_lke_node_pool" -> Kind.NODES;
			default -> null;
		};
	}

	private void update(Kind kind, ResourceChange resource) {
		Change change = resource.change();
		if (kind == Kind.DATABASE) {
			List<String> changed = DOWNTIME.stream().filter((name) -> changes(change, name)).toList();
			if (!changed.isEmpty()) {
				this.standing++;
				find(Severity.DOWNTIME, kind, resource,
						"stands still for a while, since %s changes".formatted(String.join(" and ", changed)));
			}
		}
		else if (kind == Kind.CLUSTER) {
			if (changes(change, "k8s_version")) {
				find(Severity.NOTICE, kind, resource, "gets another version of Kubernetes");
			}
			JsonNode before = change.before().path("pool");
			for (int i = 0; i < before.size(); i++) {
				nodes(resource, before.path(i), change.after().path("pool").path(i), Severity.NOTICE);
			}
		}
	}

	private void pool(ResourceChange resource, Action action) {
		JsonNode before = resource.change().before();
		int count = count(before);
		if (action == Action.REPLACE) {
			this.nodesReplaced += count;
			find(Severity.DOWNTIME, Kind.NODES, resource, "is replaced: " + several(count, "node"));
		}
		else if (action == Action.DESTROY) {
			this.nodesRemoved += count;
			find(Severity.DOWNTIME, Kind.NODES, resource, "is taken away: " + several(count, "node"));
		}
		else if (action == Action.UPDATE) {
			nodes(resource, before, resource.change().after(), Severity.NOTICE);
		}
	}

	private void nodes(ResourceChange resource, JsonNode before, JsonNode after, Severity severity) {
		int count = count(before);
		if (!Values.nothing(after) && before.hasNonNull("type") && after.hasNonNull("type")
				&& !before.path("type").equals(after.path("type"))) {
			this.nodesReplaced += count;
			find(Severity.DOWNTIME, Kind.NODES, resource, "gets nodes of another plan: " + several(count, "node"));
			return;
		}
		int less = count - (Values.nothing(after) ? 0 : count(after));
		// A count that is not known yet is no count of none.
		if (less > 0 && (Values.nothing(after) || after.path(field(after)).isNumber())) {
			this.nodesRemoved += less;
			find(severity, Kind.NODES, resource, "gets smaller by " + several(less, "node"));
		}
	}

	private static int count(JsonNode pool) {
		return pool.path(field(pool)).asInt(0);
	}

	/**
	 * A pool of its own and one inside a cluster name it differently.
	 */
	private static String field(JsonNode pool) {
		return pool.has("node_count") ? "node_count" : "count";
	}

	private static boolean changes(Change change, String name) {
		return Values.all(change.unknown().path(name)) || !change.before().path(name).equals(change.after().path(name));
	}

	private void find(Severity severity, Kind kind, ResourceChange resource, String text) {
		this.findings
			.add(new Finding(severity, kind, resource.address(), "%s %s.".formatted(resource.address(), text)));
	}

	BlastRadius blastRadius(boolean nothing) {
		Severity worst = this.findings.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.NONE);
		return new BlastRadius(nothing ? "Nothing changes." : sentence(), worst, List.copyOf(this.findings));
	}

	private String sentence() {
		List<String> parts = new ArrayList<>();
		if (this.destroyed.isEmpty() && this.replaced.isEmpty()) {
			parts.add((this.standing > 0) ? "No data is lost" : "No data is touched");
		}
		else {
			parts.add(loss());
		}
		if (this.standing > 0) {
			parts.add(several(this.standing, "database") + (this.standing == 1 ? " stands" : " stand")
					+ " still for a while");
		}
		if (this.nodesReplaced > 0) {
			parts.add(several(this.nodesReplaced, "node") + are(this.nodesReplaced) + "replaced");
		}
		if (this.nodesRemoved > 0) {
			parts.add(several(this.nodesRemoved, "node") + are(this.nodesRemoved) + "taken away");
		}
		if (this.forgotten > 0) {
			parts.add(several(this.forgotten, "thing") + " with data" + are(this.forgotten) + "let go of");
		}
		return String.join("; ", parts) + ".";
	}

	private String loss() {
		List<String> verbs = new ArrayList<>();
		if (!this.destroyed.isEmpty()) {
			verbs.add("destroys " + things(this.destroyed));
		}
		if (!this.replaced.isEmpty()) {
			verbs.add("replaces " + things(this.replaced));
		}
		String text = String.join(" and ", verbs);
		int all = this.destroyed.values().stream().mapToInt(Integer::intValue).sum()
				+ this.replaced.values().stream().mapToInt(Integer::intValue).sum();
		return Character.toUpperCase(text.charAt(0)) + text.substring(1) + "; " + ((all == 1) ? "its" : "their")
				+ " data is gone unless a backup is kept elsewhere";
	}

	private static String things(Map<Kind, Integer> counts) {
		List<String> things = counts.entrySet()
			.stream()
			.map((entry) -> several(entry.getValue(), entry.getKey().word()))
			.collect(Collectors.toCollection(ArrayList::new));
		String last = things.removeLast();
		return things.isEmpty() ? last : String.join(", ", things) + " and " + last;
	}

	private static String several(int count, String thing) {
		return count + " " + thing + ((count == 1) ? "" : "s");
	}

	private static String are(int count) {
		return (count == 1) ? " is " : " are ";
	}

}

package io.groundwork.requests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.groundwork.cluster.Change;
import io.groundwork.plans.Changes;
import io.groundwork.runs.FoundPlan;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What differs between two plans of the same request.
 *
 * @param digest the digest of the plan that was agreed to
 * @param added what would change now and would not have
 * @param changed what would change in another way
 * @param removed what would have changed and does not any more
 */
@Schema(name = "RequestPlanSince")
record Since(String digest, List<String> added, List<String> changed, List<String> removed) {

	static Since of(FoundPlan before, FoundPlan now) {
		Map<String, Object> old = all(before);
		Map<String, Object> current = all(now);
		TreeSet<String> added = new TreeSet<>(current.keySet());
		added.removeAll(old.keySet());
		TreeSet<String> removed = new TreeSet<>(old.keySet());
		removed.removeAll(current.keySet());
		List<String> changed = current.entrySet()
			.stream()
			.filter((one) -> old.containsKey(one.getKey()) && !Objects.equals(old.get(one.getKey()), one.getValue()))
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
		return new Since(before.digest(), List.copyOf(added), changed, List.copyOf(removed));
	}

	public boolean nothing() {
		return this.added.isEmpty() && this.changed.isEmpty() && this.removed.isEmpty();
	}

	private static Map<String, Object> all(FoundPlan plan) {
		Map<String, Object> all = new LinkedHashMap<>(plan.terraform()
			.changes()
			.stream()
			.collect(Collectors.toMap(Changes.Change::address, (change) -> change, (one, other) -> other)));
		plan.terraform().outputs().forEach((output) -> all.put("output " + output.name(), output));
		io.groundwork.cluster.Changes cluster = plan.cluster();
		if (cluster != null) {
			cluster.changes()
				.stream()
				.filter((change) -> change.action() != Change.Action.UNCHANGED)
				.forEach((change) -> all.put(change.object().toString(), change));
		}
		return all;
	}

}

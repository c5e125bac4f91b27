package io.groundwork.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of applying.
 *
 * @param done what was made, changed or removed
 * @param refused what the cluster would not take, and why; what would have come after it
 * was not tried
 */
public record Applied(List<Ref> done, Map<Ref, Refusal> refused) {

	public Applied {
		done = done.stream().sorted().toList();
		refused = java.util.Collections.unmodifiableMap(new TreeMap<>(refused));
	}

	/**
	 * Whether all is now as it is declared.
	 */
	public boolean complete() {
		return this.refused.isEmpty();
	}

}

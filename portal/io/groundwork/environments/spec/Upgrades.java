package io.groundwork.environments.spec;

import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a spec of an older version to the present one, a version at a time. An upgrade
 * is a function of nothing but the spec, so that what was written once is read in the
 * same way for ever.
 *
 * @param steps what leads from a version to the next, by the version
 */
record Upgrades(Map<Integer, UnaryOperator<ObjectNode>> steps) {

	/** There is no version before the first. */
	static final Upgrades ALL = new Upgrades(Map.of());

	Upgrades {
		steps = Map.copyOf(steps);
	}

	boolean knows(int version) {
		for (int step = version; step < Spec.SCHEMA; step++) {
			if (!this.steps.containsKey(step)) {
				return false;
			}
		}
		return version <= Spec.SCHEMA;
	}

	ObjectNode apply(ObjectNode spec, int version) {
		ObjectNode upgraded = spec.deepCopy();
		for (int step = version; step < Spec.SCHEMA; step++) {
			upgraded = Objects.requireNonNull(this.steps.get(step)).apply(upgraded);
			upgraded.put("schema", step + 1);
		}
		return upgraded;
	}

}

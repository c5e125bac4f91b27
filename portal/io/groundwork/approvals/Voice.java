package io.groundwork.approvals;

import io.groundwork.identity.Known;
import org.jspecify.annotations.Nullable;

/**
 * A way in which somebody may vote, with whose roles and teams it counts.
 *
 * @param as who is looked at when it is counted: the voter, or whoever is away
 * @param delegation by what they vote in somebody's place; null for themselves
 */
record Voice(Known as, @Nullable Delegation delegation) {

	Way way() {
		return new Way((this.delegation != null) ? this.delegation.delegatorName() : "");
	}

}

package io.groundwork.bundles.network;

import java.util.List;

import io.groundwork.bundles.network.Address.Family;
import io.groundwork.bundles.network.Reason.Exemption;
import io.groundwork.bundles.network.Reason.Exempt;

/**
 * What holds for a pod's traffic in one direction.
 *
 * @param rules what is allowed, in the order of the policies' names
 * @param otherwise what is answered if no rule allows it
 */
record Isolation(List<CompiledRule> rules, Reason otherwise) {

	static final Isolation OPEN = new Isolation(List.of(), new Reason.NotSelected());

	static final Isolation OUTSIDE = new Isolation(List.of(), new Exempt(Exemption.OUTSIDE));

	static final Isolation HOST_NETWORK = new Isolation(List.of(), new Exempt(Exemption.HOST_NETWORK));

	Isolation {
		rules = List.copyOf(rules);
	}

	/**
	 * The first rule that allows it, or what holds otherwise.
	 */
	Reason judge(Seat peer, Seat reached, Port port, Family family) {
		for (CompiledRule rule : this.rules) {
			if (rule.allows(peer, reached, port, family)) {
				return rule.reason();
			}
		}
		return this.otherwise;
	}

	/**
	 * Whether it may make a difference over which kind of addresses traffic goes.
	 */
	boolean looksAtAddresses() {
		for (CompiledRule rule : this.rules) {
			if (!rule.blocks().isEmpty()) {
				return true;
			}
		}
		return false;
	}

}

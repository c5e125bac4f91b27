package io.groundwork.bundles.network;

import java.util.Locale;

/**
 * Whether traffic comes to a pod or goes out from it.
 */
public enum Direction {

	INGRESS("Ingress"), EGRESS("Egress");

	private final String policyType;

	Direction(String policyType) {
		this.policyType = policyType;
	}

	/**
	 * As {@code policyTypes} has it.
	 */
	String policyType() {
		return this.policyType;
	}

	/**
	 * As the list of rules in a policy is called.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}

package io.groundwork.environments.spec;

/**
 * What a firewall rule is about.
 */
public enum Protocol implements Word {

	TCP, UDP,

	/** Has no ports. */
	ICMP;

	@Override
	public String word() {
		return name();
	}

	public boolean hasPorts() {
		return this != ICMP;
	}

}

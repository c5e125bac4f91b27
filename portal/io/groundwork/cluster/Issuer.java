package io.groundwork.cluster;

import java.util.Arrays;

/**
 * Who lets people into a cluster. Each has a namespace of its own for those whom it let
 * in, and cannot speak for the other.
 */
public enum Issuer {

	/** For grants. */
	GRANTS(Identities.SYSTEM, Identities.GRANTS, Identities.GRANTS_NAMESPACE),

	/** For whoever breaks the glass. */
	BREAK_GLASS("groundwork-break-glass", "groundwork-break-glass", "groundwork-break-glass");

	private final String home;

	private final String account;

	private final String namespace;

	Issuer(String home, String account, String namespace) {
		this.home = home;
		this.account = account;
		this.namespace = namespace;
	}

	static boolean isNamespaceOfPeople(String name) {
		return Arrays.stream(values()).anyMatch((issuer) -> issuer.namespace.equals(name));
	}

	/**
	 * The namespace of its own account.
	 */
	String home() {
		return this.home;
	}

	String account() {
		return this.account;
	}

	/**
	 * The namespace of those whom it let in.
	 */
	public String namespace() {
		return this.namespace;
	}

}

package io.groundwork.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.groundwork.cluster.Issuer;
import io.groundwork.web.InvalidInputException;

/**
 * What a grant allows within its environment's namespace. Each is a ClusterRole that is
 * declared among the files of whoever owns the cluster.
 */
public enum GrantRole {

	/** Looks at everything but the values of secrets. */
	VIEWER(Issuer.GRANTS, "portal-viewer",
			List.of("read pods and their logs, workloads, services, network policies and events",
					"see which secrets there are, not what is in them")),

	/** Also keeps things going. */
	OPERATOR(Issuer.GRANTS, "portal-operator",
			List.of("all that a viewer may", "restart pods by removing them", "scale deployments and stateful sets",
					"open a shell in a pod, forward its ports, and debug it with a container beside")),

	/** Does what keeps services going when nothing else helps; nobody asks for it. */
	BREAK_GLASS(Issuer.BREAK_GLASS, "portal-break-glass",
			List.of("all that an operator may", "change and remove workloads, also what ArgoCD owns",
					"change services, ingresses and network policies", "read and write config maps and secrets"));

	private final Issuer issuer;

	private final String clusterRole;

	private final List<String> allows;

	GrantRole(Issuer issuer, String clusterRole, List<String> allows) {
		this.issuer = issuer;
		this.clusterRole = clusterRole;
		this.allows = allows;
	}

	/**
	 * Who lets people in as that.
	 */
	Issuer issuer() {
		return this.issuer;
	}

	/**
	 * The name of the role in the cluster.
	 */
	String clusterRole() {
		return this.clusterRole;
	}

	/**
	 * What whoever holds it may do, each in a few words.
	 */
	public List<String> allows() {
		return this.allows;
	}

	/**
	 * What it allows beyond the role before it.
	 */
	List<String> adds() {
		return (this == VIEWER) ? this.allows : this.allows.subList(1, this.allows.size());
	}

	/**
	 * Whether it may last longer than it was to at first.
	 */
	boolean extensible() {
		return this != BREAK_GLASS;
	}

	public String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static GrantRole of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	/**
	 * One that somebody named, who may be wrong.
	 */
	static GrantRole asked(String word) {
		return Arrays.stream(values())
			.filter((role) -> role != BREAK_GLASS && role.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("role", "role must be viewer or operator."));
	}

}

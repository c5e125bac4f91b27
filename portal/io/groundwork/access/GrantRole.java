package io.groundwork.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.groundwork.web.InvalidInputException;

/**
 * What a grant allows within its environment's namespace. Each is a ClusterRole that is
 * declared among the files of whoever owns the cluster.
 */
public enum GrantRole {

	/** Looks at everything but the values of secrets. */
	VIEWER("portal-viewer",
			List.of("read pods and their logs, workloads, services, network policies and events",
					"see which secrets there are, not what is in them")),

	/** Also keeps things going. */
	OPERATOR("portal-operator",
			List.of("all that a viewer may", "restart pods by removing them", "scale deployments and stateful sets",
					"open a shell in a pod, forward its ports, and debug it with a container beside"));

	private final String clusterRole;

	private final List<String> allows;

	GrantRole(String clusterRole, List<String> allows) {
		this.clusterRole = clusterRole;
		this.allows = allows;
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

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static GrantRole of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

	/**
	 * One that somebody named, who may be wrong.
	 */
	static GrantRole asked(String word) {
		return Arrays.stream(values())
			.filter((role) -> role.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("role", "role must be viewer or operator."));
	}

}

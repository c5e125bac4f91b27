package io.groundwork.cluster;

import java.util.Set;

/**
 * The place of a kind in the order in which objects are applied; removed is the other way
 * round.
 */
enum Wave {

	NAMESPACES(Set.of("Namespace")),

	DEFINITIONS(Set.of("CustomResourceDefinition")),

	ROLES(Set.of("ServiceAccount", "ClusterRole", "Role")),

	BINDINGS(Set.of("ClusterRoleBinding", "RoleBinding")),

	QUOTAS(Set.of("ResourceQuota", "LimitRange", "PriorityClass")),

	POLICIES(Set.of("NetworkPolicy", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")),

	REST(Set.of());

	private final Set<String> kinds;

	Wave(Set<String> kinds) {
		this.kinds = kinds;
	}

	static Wave of(Ref ref) {
		for (Wave wave : values()) {
			if (wave.kinds.contains(ref.kind())) {
				return wave;
			}
		}
		return REST;
	}

}

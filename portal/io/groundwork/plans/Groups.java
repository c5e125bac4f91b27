package io.groundwork.plans;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.groundwork.plans.Changes.Group;

/**
 * What a person cares about in a change: of Terraform's resources by the beginning of
 * their type and by their module, of objects in a cluster by their kind and name.
 */
public final class Groups {

	/** What telemetry is kept in is no data of the environment's services. */
	private static final String OBSERVABILITY_MODULE = "module.observability";

	/** By the beginning of the type; the first that fits counts. */
	private static final Map<String, Group> TYPES = new LinkedHashMap<>();

	/** By the kind, of a list of values with its name. */
	private static final Map<String, Group> KINDS = new LinkedHashMap<>();

	static {
		TYPES.put("linode_lke_node_pool", Group.NODES);
		TYPES.put("linode_lke", Group.CLUSTER);
		TYPES.put("linode_instance", Group.NODES);
		TYPES.put("linode_vpc", Group.NETWORK);
		TYPES.put("linode_firewall", Group.NETWORK);
		TYPES.put("linode_domain", Group.NETWORK);
		TYPES.put("linode_nodebalancer", Group.NETWORK);
		TYPES.put("linode_ipv6", Group.NETWORK);
		TYPES.put("linode_networking", Group.NETWORK);
		TYPES.put("linode_reserved_ip", Group.NETWORK);
		TYPES.put("linode_rdns", Group.NETWORK);
		TYPES.put("linode_vlan", Group.NETWORK);
		TYPES.put("linode_database", Group.DATA);
		TYPES.put("linode_object_storage_key", Group.SECRETS);
		TYPES.put("linode_object_storage", Group.DATA);
		TYPES.put("linode_volume", Group.DATA);
		TYPES.put("linode_token", Group.SECRETS);
		TYPES.put("linode_sshkey", Group.SECRETS);
		TYPES.put("linode_monitor", Group.OBSERVABILITY);
		TYPES.put("random_password", Group.SECRETS);
		TYPES.put("tls_", Group.SECRETS);
		TYPES.put("kubernetes_secret", Group.SECRETS);
		TYPES.put("kubernetes_network_policy", Group.NETWORK);
		kinds(Group.NAMESPACE, "Namespace", "ResourceQuota", "LimitRange", "Role", "RoleBinding", "ClusterRole",
				"ClusterRoleBinding", "ServiceAccount");
		kinds(Group.NODES, "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "PriorityClass", "Node");
		kinds(Group.NETWORK, "NetworkPolicy", "Ingress", "Service", "ConfigMap platform-firewall");
		kinds(Group.DATA, "PersistentVolumeClaim", "PersistentVolume", "StorageClass");
		kinds(Group.SECRETS, "Secret", "SealedSecret", "Certificate", "ConfigMap platform-secrets");
		kinds(Group.OBSERVABILITY, "PrometheusRule", "ServiceMonitor", "PodMonitor", "Probe");
		// What ArgoCD installs, whatever it is about.
		kinds(Group.OTHER, "Application", "ApplicationSet", "AppProject");
	}

	private Groups() {
	}

	private static void kinds(Group group, String... kinds) {
		for (String kind : kinds) {
			KINDS.put(kind, group);
		}
	}

	static Group of(String type, String module) {
		return known(type, module).orElse(Group.OTHER);
	}

	static Optional<Group> known(String type, String module) {
		if (module.startsWith(OBSERVABILITY_MODULE)) {
			return Optional.of(Group.OBSERVABILITY);
		}
		return TYPES.entrySet()
			.stream()
			.filter((entry) -> type.startsWith(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst();
	}

	/**
	 * What an object in a cluster is about.
	 */
	public static Group ofObject(String kind, String name) {
		return knownObject(kind, name).orElse(Group.OTHER);
	}

	/**
	 * A list of values is about whatever it lists, which only its name says.
	 */
	static Optional<Group> knownObject(String kind, String name) {
		return Optional.ofNullable(KINDS.get(kind.equals("ConfigMap") ? kind + " " + name : kind));
	}

}

package io.groundwork.plans;

import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.plans.Changes.Group;

/**
 * What kind of thing a resource is, by the beginning of its type.
 */
final class Groups {

	/**
	 * The first that fits counts.
	 */
	private static final Map<String, Group> PREFIXES = new LinkedHashMap<>();

	static {
		PREFIXES.put("linode_lke_node_pool", Group.NODES);
		PREFIXES.put("linode_lke", Group.CLUSTER);
		PREFIXES.put("linode_instance", Group.NODES);
		PREFIXES.put("linode_vpc", Group.NETWORK);
		PREFIXES.put("linode_firewall", Group.NETWORK);
		PREFIXES.put("linode_domain", Group.NETWORK);
		PREFIXES.put("linode_nodebalancer", Group.NETWORK);
		PREFIXES.put("linode_ipv6", Group.NETWORK);
		PREFIXES.put("linode_networking", Group.NETWORK);
		PREFIXES.put("linode_reserved_ip", Group.NETWORK);
		PREFIXES.put("linode_rdns", Group.NETWORK);
		PREFIXES.put("linode_vlan", Group.NETWORK);
		PREFIXES.put("linode_database", Group.DATA);
		PREFIXES.put("linode_object_storage_key", Group.SECRETS);
		PREFIXES.put("linode_object_storage", Group.DATA);
		PREFIXES.put("linode_volume", Group.DATA);
		PREFIXES.put("linode_token", Group.SECRETS);
		PREFIXES.put("linode_sshkey", Group.SECRETS);
		PREFIXES.put("linode_monitor", Group.OBSERVABILITY);
		PREFIXES.put("random_password", Group.SECRETS);
		PREFIXES.put("tls_", Group.SECRETS);
		PREFIXES.put("kubernetes_secret", Group.SECRETS);
		PREFIXES.put("kubernetes_network_policy", Group.NETWORK);
	}

	private Groups() {
	}

	static Group of(String type) {
		return PREFIXES.entrySet()
			.stream()
			.filter((entry) -> type.startsWith(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(Group.OTHER);
	}

}

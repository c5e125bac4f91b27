package io.groundwork.bundles.network;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which traffic some pods of a namespace may have.
 *
 * @param namespace the namespace
 * @param name its name there
 * @param pods the pods that it selects
 * @param rules what is allowed them, for each direction that the policy is about: in
 * these the pods may do nothing else, and with no rule nothing at all
 */
public record NetworkPolicy(String namespace, String name, Selector pods, Map<Direction, List<Rule>> rules) {

	public NetworkPolicy {
		Map<Direction, List<Rule>> copy = new EnumMap<>(Direction.class);
		rules.forEach((direction, list) -> copy.put(direction, List.copyOf(list)));
		rules = Collections.unmodifiableMap(copy);
	}

	/**
	 * Its namespace and name.
	 */
	public String id() {
		return this.namespace + "/" + this.name;
	}

	/**
	 * What is allowed.
	 *
	 * @param peers with whom; everybody if it is empty
	 * @param ports on which ports; all if it is empty
	 */
	public record Rule(List<Peer> peers, List<PolicyPort> ports) {

		public Rule {
			peers = List.copyOf(peers);
			ports = List.copyOf(ports);
		}

		/**
		 * Such as "pods with app=web in its namespace, on TCP 8080".
		 */
		@Override
		public String toString() {
			String who = this.peers.isEmpty() ? "everybody"
					: this.peers.stream().map(Peer::toString).collect(Collectors.joining(" or "));
			String where = this.ports.isEmpty() ? "every port"
					: this.ports.stream().map(PolicyPort::toString).collect(Collectors.joining(" or "));
			return who + ", on " + where;
		}

	}

}

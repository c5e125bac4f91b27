package io.groundwork.bundles.network;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.bundles.network.Address.Family;
import io.groundwork.bundles.network.Endpoint.PodName;

/**
 * A pod, or what a workload's pods are like.
 *
 * @param name its namespace and name
 * @param labels its labels
 * @param ports the ports that its containers declare
 * @param place where it can be reached
 */
public record Pod(PodName name, Map<String, String> labels, List<ContainerPort> ports, Place place) {

	public Pod {
		labels = Map.copyOf(labels);
		ports = List.copyOf(ports);
	}

	/**
	 * A port that a container declares.
	 *
	 * @param name what network policies may call it
	 * @param port the port
	 */
	public record ContainerPort(Optional<String> name, Port port) {

		boolean is(String name, Port port) {
			return this.port.equals(port) && this.name.filter(name::equals).isPresent();
		}

	}

	/**
	 * Where a pod can be reached, as far as it is known.
	 *
	 * @param addresses its own addresses, one of a family
	 * @param node those of the node that it runs on
	 * @param hostNetwork whether it uses the node's network instead of one of its own
	 */
	public record Place(List<Address> addresses, List<Address> node, boolean hostNetwork) {

		/**
		 * Somewhere in the cluster.
		 */
		public static final Place UNKNOWN = new Place(List.of(), List.of(), false);

		public Place {
			addresses = List.copyOf((hostNetwork && addresses.isEmpty()) ? node : addresses);
			node = List.copyOf(node);
			Set<Family> families = EnumSet.noneOf(Family.class);
			for (Address address : addresses) {
				if (!families.add(address.family()) && !hostNetwork) {
					throw InvalidManifestException.of("status.podIPs",
							"has two addresses of %s; a pod has one".formatted(address.family().word()));
				}
			}
		}

		/**
		 * With an address of its own.
		 */
		public static Place at(Address address) {
			return new Place(List.of(address), List.of(), false);
		}

	}

}

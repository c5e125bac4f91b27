package io.groundwork.bundles.network;

import java.util.List;

import io.groundwork.bundles.network.Address.Family;
import io.groundwork.bundles.network.Endpoint.Outside;
import io.groundwork.bundles.network.Pod.ContainerPort;
import io.groundwork.bundles.network.Pod.Place;

/**
 * An end of traffic with all that decisions need to know of it.
 *
 * @param endpoint whom it stands for
 * @param number its number among the pods that policies can select, or {@link #NONE}
 * @param place where it is reached
 * @param ports what a policy may call by a name
 * @param egress what holds for traffic from it
 * @param ingress what holds for traffic to it
 */
record Seat(Endpoint endpoint, int number, Place place, List<ContainerPort> ports, Isolation egress,
		Isolation ingress) {

	static final int NONE = -1;

	private static final int BOTH = 0b11;

	static Seat outside(Address address) {
		return new Seat(new Outside(address), NONE, new Place(List.of(address), List.of(), true), List.of(),
				Isolation.OUTSIDE, Isolation.OUTSIDE);
	}

	boolean isSelectable() {
		return this.number != NONE;
	}

	/**
	 * A bit for each family that it may have addresses of.
	 */
	int families() {
		int families = 0;
		for (Address address : this.place.addresses()) {
			families |= 1 << address.family().ordinal();
		}
		return (families != 0) ? families : BOTH;
	}

	/**
	 * Whether the other is the node that it runs on.
	 */
	boolean isOn(Seat other) {
		if (other.isSelectable()) {
			return false;
		}
		for (Address address : other.place.addresses()) {
			if (this.place.node().contains(address)) {
				return true;
			}
		}
		return false;
	}

	boolean isIn(Peer.IpBlock block, Family family) {
		for (Address address : this.place.addresses()) {
			if (address.family() == family && block.contains(address)) {
				return true;
			}
		}
		return false;
	}

	boolean hasPort(String name, Port port) {
		for (ContainerPort candidate : this.ports) {
			if (candidate.is(name, port)) {
				return true;
			}
		}
		return false;
	}

}

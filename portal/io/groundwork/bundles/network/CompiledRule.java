package io.groundwork.bundles.network;

import java.util.BitSet;
import java.util.List;

import io.groundwork.bundles.network.Address.Family;
import io.groundwork.bundles.network.PolicyPort.Every;
import io.groundwork.bundles.network.PolicyPort.Named;
import io.groundwork.bundles.network.PolicyPort.Range;

/**
 * A rule, the pods that it is about already found.
 *
 * @param everybody whether it is about everybody
 * @param pods the numbers of the pods that it is about, if they can be selected
 * @param blocks the addresses that it is about
 * @param ports the ports that it is about; all if there is none
 * @param reason what is answered if it allows something
 */
record CompiledRule(boolean everybody, BitSet pods, List<Peer.IpBlock> blocks, List<PolicyPort> ports,
		Reason.AllowedBy reason) {

	/**
	 * Whether it allows traffic.
	 * @param peer the other end
	 * @param reached the end that is reached, whose names for ports count
	 * @param port on which port
	 * @param family over which kind of addresses
	 */
	boolean allows(Seat peer, Seat reached, Port port, Family family) {
		return isAbout(peer, family) && isAbout(port, reached);
	}

	private boolean isAbout(Seat peer, Family family) {
		if (this.everybody || (peer.isSelectable() && this.pods.get(peer.number()))) {
			return true;
		}
		for (Peer.IpBlock block : this.blocks) {
			if (peer.isIn(block, family)) {
				return true;
			}
		}
		return false;
	}

	private boolean isAbout(Port port, Seat reached) {
		if (this.ports.isEmpty()) {
			return true;
		}
		for (PolicyPort candidate : this.ports) {
			if (candidate.protocol() == port.protocol() && switch (candidate) {
				case Every _ -> true;
				case Range range -> range.first() <= port.number() && port.number() <= range.last();
				case Named named -> reached.hasPort(named.name(), port);
			}) {
				return true;
			}
		}
		return false;
	}

}

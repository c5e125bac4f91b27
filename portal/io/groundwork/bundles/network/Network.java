package io.groundwork.bundles.network;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.groundwork.bundles.network.Address.Family;
import io.groundwork.bundles.network.Decision.Allowed;
import io.groundwork.bundles.network.Decision.Denied;
import io.groundwork.bundles.network.Endpoint.Outside;
import io.groundwork.bundles.network.Endpoint.PodName;
import io.groundwork.bundles.network.Matrix.Cell;
import io.groundwork.bundles.network.Matrix.Row;
import io.groundwork.bundles.network.Reason.Exempt;
import io.groundwork.bundles.network.Reason.Exemption;

/**
 * Pods and the policies between them, made ready to decide what may pass.
 */
public final class Network {

	private static final Family[] FAMILIES = Family.values();

	private static final Reason ITSELF = new Exempt(Exemption.ITSELF);

	private static final Reason OWN_NODE = new Exempt(Exemption.OWN_NODE);

	private static final Reason NO_COMMON_FAMILY = new Reason.NoCommonFamily();

	private final Map<String, Map<String, Seat>> seats = new HashMap<>();

	private final Map<Address, Seat> addresses = new HashMap<>();

	private Network(List<Seat> seats) {
		for (Seat seat : seats) {
			if (seat.endpoint() instanceof PodName name) {
				this.seats.computeIfAbsent(name.namespace(), (_) -> new HashMap<>()).put(name.name(), seat);
			}
			if (seat.isSelectable()) {
				seat.place().addresses().forEach((address) -> add(address, seat));
			}
		}
	}

	private void add(Address address, Seat seat) {
		Seat other = this.addresses.put(address, seat);
		if (other != null) {
			throw InvalidManifestException
				.of("status.podIPs", "has %s, and so has %s".formatted(address, other.endpoint()))
				.about("Pod " + seat.endpoint());
		}
	}

	/**
	 * Makes them ready.
	 * @param namespaces all namespaces that pods and policies are in
	 * @param pods the pods
	 * @param policies the policies
	 */
	public static Network of(Collection<Namespace> namespaces, Collection<Pod> pods,
			Collection<NetworkPolicy> policies) {
		return new Network(new NetworkCompiler(namespaces, pods, policies).seats());
	}

	/**
	 * Whether one may reach another.
	 * @param from who begins; a pod of this network or an address
	 * @param to who is reached; the same
	 * @param port on which port
	 */
	public Decision decide(Endpoint from, Endpoint to, Port port) {
		return decide(seat(from), seat(to), port);
	}

	private Seat seat(Endpoint endpoint) {
		return switch (endpoint) {
			case PodName name -> seat(name);
			case Outside outside -> seat(outside.address());
		};
	}

	private Seat seat(PodName name) {
		Map<String, Seat> there = this.seats.get(name.namespace());
		Seat seat = (there != null) ? there.get(name.name()) : null;
		if (seat == null) {
			throw new IllegalArgumentException("There is no pod %s in this network.".formatted(name));
		}
		return seat;
	}

	private Seat seat(Address address) {
		Seat pod = this.addresses.get(address);
		return (pod != null) ? pod : Seat.outside(address);
	}

	private static Decision decide(Seat from, Seat to, Port port) {
		Traffic traffic = new Traffic(from.endpoint(), to.endpoint(), port);
		if (from == to) {
			return new Allowed(traffic, ITSELF, ITSELF, Optional.empty());
		}
		int families = from.families() & to.families();
		if (families == 0) {
			return new Denied(traffic, NO_COMMON_FAMILY, NO_COMMON_FAMILY);
		}
		if (families == 0b11) {
			Decision first = decide(from, to, traffic, FAMILIES[0]);
			if (!from.egress().looksAtAddresses() && !to.ingress().looksAtAddresses()) {
				return first;
			}
			Decision second = decide(from, to, traffic, FAMILIES[1]);
			return (first.allowed() == second.allowed()) ? first : only(first, second);
		}
		return decide(from, to, traffic, FAMILIES[Integer.numberOfTrailingZeros(families)]);
	}

	/**
	 * Whoever asks wants to know whether there is a way.
	 */
	private static Decision only(Decision first, Decision second) {
		Decision open = first.allowed() ? first : second;
		return new Allowed(open.traffic(), open.egress(), open.ingress(),
				Optional.of(FAMILIES[first.allowed() ? 0 : 1]));
	}

	private static Decision decide(Seat from, Seat to, Traffic traffic, Family family) {
		Reason egress = from.isOn(to) ? OWN_NODE : from.egress().judge(to, to, traffic.port(), family);
		Reason ingress = to.isOn(from) ? OWN_NODE : to.ingress().judge(from, to, traffic.port(), family);
		return (egress.allows() && ingress.allows()) ? new Allowed(traffic, egress, ingress, Optional.empty())
				: new Denied(traffic, egress, ingress);
	}

	/**
	 * Who may talk to whom on some ports.
	 * @param from the rows
	 * @param to the columns
	 * @param ports the ports of each cell
	 */
	public Matrix matrix(Collection<? extends Endpoint> from, Collection<? extends Endpoint> to,
			Collection<Port> ports) {
		return matrix(from, to, (_) -> ports);
	}

	/**
	 * Who may talk to whom on the ports that each declares.
	 * @param from the rows
	 * @param to the columns
	 */
	public Matrix matrix(Collection<? extends Endpoint> from, Collection<? extends Endpoint> to) {
		return matrix(from, to,
				(seat) -> seat.ports().stream().map(Pod.ContainerPort::port).distinct().sorted().toList());
	}

	private Matrix matrix(Collection<? extends Endpoint> from, Collection<? extends Endpoint> to,
			Function<Seat, Collection<Port>> ports) {
		List<Seat> columns = to.stream().map(this::seat).toList();
		return new Matrix(columns.stream().map(Seat::endpoint).toList(), from.stream().map(this::seat).map((row) -> {
			List<Cell> cells = columns.stream()
				.map((column) -> new Cell(
						ports.apply(column).stream().map((port) -> decide(row, column, port)).toList()))
				.toList();
			return new Row(row.endpoint(), cells);
		}).toList());
	}

}

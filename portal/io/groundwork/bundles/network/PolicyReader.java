package io.groundwork.bundles.network;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.bundles.network.NetworkPolicy.Rule;
import io.groundwork.bundles.network.Selector.Operator;
import io.groundwork.bundles.network.Selector.Requirement;

/**
 * Reads a network policy and fills in what it leaves out, as the API server does.
 */
final class PolicyReader {

	private static final Map<String, Protocol> PROTOCOLS = new LinkedHashMap<>();

	private static final Map<String, Operator> OPERATORS = new LinkedHashMap<>();

	private static final Map<String, Direction> TYPES = new LinkedHashMap<>();

	static {
		for (Protocol protocol : Protocol.values()) {
			PROTOCOLS.put(protocol.name(), protocol);
		}
		for (Operator operator : Operator.values()) {
			OPERATORS.put(operator.word(), operator);
		}
		for (Direction direction : Direction.values()) {
			TYPES.put(direction.policyType(), direction);
		}
	}

	private PolicyReader() {
	}

	static NetworkPolicy read(Field document, String namespace) {
		document.only("apiVersion", "kind", "metadata", "spec", "status");
		String name = document.at("metadata").at("name").parsed(Labels::name);
		Field spec = document.at("spec");
		if (spec.isThere()) {
			spec.only("podSelector", "policyTypes", "ingress", "egress");
		}
		Selector pods = spec.at("podSelector").optional(PolicyReader::selector).orElse(Selector.ALL);
		// Also rules that are of no effect must be well formed.
		Map<Direction, List<Rule>> all = new EnumMap<>(Direction.class);
		all.put(Direction.INGRESS, spec.at("ingress").items((rule) -> rule(rule, "from")));
		all.put(Direction.EGRESS, spec.at("egress").items((rule) -> rule(rule, "to")));
		all.keySet().retainAll(directions(spec.at("policyTypes"), !spec.at("egress").items().isEmpty()));
		return new NetworkPolicy(namespace, name, pods, all);
	}

	private static Set<Direction> directions(Field types, boolean hasEgress) {
		List<Field> items = types.items();
		if (items.isEmpty()) {
			// An empty list of egress rules is none, and does not make it a policy on
			// egress.
			return hasEgress ? EnumSet.allOf(Direction.class) : EnumSet.of(Direction.INGRESS);
		}
		Set<Direction> directions = EnumSet.noneOf(Direction.class);
		items.forEach((type) -> directions.add(type.word(TYPES)));
		if (items.size() > TYPES.size()) {
			throw types.wrong("has %d entries; there are but %d types".formatted(items.size(), TYPES.size()));
		}
		return directions;
	}

	private static Rule rule(Field rule, String peers) {
		if (!rule.isThere()) {
			// A dash with nothing behind it is an empty rule, which allows all.
			return new Rule(List.of(), List.of());
		}
		rule.only(peers, "ports");
		return new Rule(rule.at(peers).items(PolicyReader::peer), rule.at("ports").items(PolicyReader::port));
	}

	private static Peer peer(Field peer) {
		Field block = peer.at("ipBlock");
		if (peer.isThere()) {
			peer.only("podSelector", "namespaceSelector", "ipBlock");
		}
		Optional<Selector> pods = peer.at("podSelector").optional(PolicyReader::selector);
		Optional<Selector> namespaces = peer.at("namespaceSelector").optional(PolicyReader::selector);
		if (!block.isThere()) {
			return peer.make(() -> new Peer.Pods(namespaces, pods));
		}
		if (pods.isPresent() || namespaces.isPresent()) {
			throw peer.wrong("has an ipBlock and a selector; make two entries of it, if either is to do");
		}
		block.only("cidr", "except");
		Cidr cidr = cidr(block.at("cidr"));
		List<Cidr> except = block.at("except").items(PolicyReader::cidr);
		return block.make(() -> new Peer.IpBlock(cidr, except));
	}

	private static Cidr cidr(Field field) {
		return field.parsed(Cidr::of);
	}

	private static PolicyPort port(Field entry) {
		if (entry.isThere()) {
			entry.only("protocol", "port", "endPort");
		}
		Protocol protocol = entry.at("protocol").optional(PolicyReader::protocol).orElse(Protocol.TCP);
		Field port = entry.at("port");
		Field last = entry.at("endPort");
		if (last.isThere() && (!port.isThere() || port.isText())) {
			throw last.wrong("needs a port that is a number, from which it is counted");
		}
		if (!port.isThere()) {
			return new PolicyPort.Every(protocol);
		}
		if (port.isText()) {
			return entry.make(() -> new PolicyPort.Named(protocol, port.text()));
		}
		int first = port.number();
		int end = last.isThere() ? last.number() : first;
		return entry.make(() -> new PolicyPort.Range(protocol, first, end));
	}

	static Protocol protocol(Field field) {
		return field.word(PROTOCOLS);
	}

	private static Selector selector(Field selector) {
		selector.only("matchLabels", "matchExpressions");
		Map<String, String> labels = selector.at("matchLabels").texts();
		List<Requirement> requirements = selector.at("matchExpressions").items(PolicyReader::requirement);
		return selector.make(() -> new Selector(labels, requirements));
	}

	private static Requirement requirement(Field requirement) {
		requirement.only("key", "operator", "values");
		String key = requirement.at("key").text();
		Operator operator = requirement.at("operator").word(OPERATORS);
		List<String> values = requirement.at("values").items(Field::text);
		return requirement.make(() -> new Requirement(key, operator, values));
	}

}

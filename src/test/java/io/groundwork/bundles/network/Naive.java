package io.groundwork.bundles.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Decides by going through everything each time, over the plain objects of Kubernetes. It
 * shares no code with what it checks.
 */
final class Naive {

	private final List<Map<String, @Nullable Object>> pods = new ArrayList<>();

	private final List<Map<String, @Nullable Object>> policies = new ArrayList<>();

	private final Map<String, Map<String, @Nullable Object>> labelsOfNamespaces = new HashMap<>();

	Naive(List<Map<String, @Nullable Object>> objects) {
		for (Map<String, @Nullable Object> object : objects) {
			switch (text(object, "kind")) {
				case "Pod" -> this.pods.add(object);
				case "NetworkPolicy" -> this.policies.add(object);
				default -> {
					String name = text(map(object, "metadata"), "name");
					Map<String, @Nullable Object> labels = new HashMap<>(map(map(object, "metadata"), "labels"));
					labels.put("kubernetes.io/metadata.name", name);
					this.labelsOfNamespaces.put(name, labels);
				}
			}
		}
	}

	/**
	 * What is so over each kind of addresses, 4 or 6, that both ends have.
	 */
	Map<Integer, Answer> ask(String from, String to, String protocol, int port) {
		End source = end(from);
		End target = end(to);
		Map<Integer, Answer> answers = new TreeMap<>();
		for (int family : new int[] { 4, 6 }) {
			if (source.has(family) && target.has(family)) {
				answers.put(family, new Answer(side("Egress", source, target, target, protocol, port, family),
						side("Ingress", target, source, target, protocol, port, family)));
			}
		}
		return answers;
	}

	private End end(String name) {
		for (Map<String, @Nullable Object> pod : this.pods) {
			Map<String, @Nullable Object> metadata = map(pod, "metadata");
			boolean hostNetwork = Boolean.TRUE.equals(map(pod, "spec").get("hostNetwork"));
			List<String> addresses = ips(pod, "podIPs");
			String id = text(metadata, "namespace") + "/" + text(metadata, "name");
			if (id.equals(name) || (!hostNetwork && addresses.contains(name))) {
				return new End(id, hostNetwork ? null : pod, addresses, ips(pod, "hostIPs"));
			}
		}
		return new End(name, null, List.of(name), List.of());
	}

	private Side side(String type, End governed, End peer, End target, String protocol, int port, int family) {
		Set<String> selecting = new TreeSet<>();
		Set<String> allowing = new TreeSet<>();
		boolean itself = governed.name.equals(peer.name);
		boolean node = governed.pod != null && peer.pod == null
				&& peer.addresses.stream().anyMatch(governed.node::contains);
		if (governed.pod == null || itself || node) {
			return new Side(true, selecting, allowing);
		}
		Map<String, @Nullable Object> metadata = map(governed.pod, "metadata");
		for (Map<String, @Nullable Object> policy : this.policies) {
			Map<String, @Nullable Object> spec = map(policy, "spec");
			String namespace = text(map(policy, "metadata"), "namespace");
			if (!namespace.equals(text(metadata, "namespace")) || !types(spec).contains(type)
					|| !selects(map(spec, "podSelector"), map(metadata, "labels"))) {
				continue;
			}
			String id = namespace + "/" + text(map(policy, "metadata"), "name");
			selecting.add(id);
			String field = type.equals("Ingress") ? "ingress" : "egress";
			List<?> rules = list(spec, field);
			for (int i = 0; i < rules.size(); i++) {
				Map<String, @Nullable Object> rule = map(rules.get(i));
				List<?> peers = list(rule, type.equals("Ingress") ? "from" : "to");
				List<?> ports = list(rule, "ports");
				if ((peers.isEmpty() || peers.stream().anyMatch((one) -> isPeer(map(one), namespace, peer, family)))
						&& (ports.isEmpty()
								|| ports.stream().anyMatch((one) -> isPort(map(one), target, protocol, port)))) {
					allowing.add(id + " " + field + "[" + i + "]");
				}
			}
		}
		return new Side(selecting.isEmpty() || !allowing.isEmpty(), selecting, allowing);
	}

	private static Set<String> types(Map<String, @Nullable Object> spec) {
		Set<String> types = new TreeSet<>();
		list(spec, "policyTypes").forEach((type) -> types.add(String.valueOf(type)));
		if (types.isEmpty()) {
			types.add("Ingress");
			if (!list(spec, "egress").isEmpty()) {
				types.add("Egress");
			}
		}
		return types;
	}

	private boolean isPeer(Map<String, @Nullable Object> entry, String namespace, End peer, int family) {
		if (entry.get("ipBlock") != null) {
			Map<String, @Nullable Object> block = map(entry, "ipBlock");
			return peer.addresses.stream()
				.filter((address) -> family(address) == family)
				.anyMatch((address) -> isIn(address, text(block, "cidr"))
						&& list(block, "except").stream().noneMatch((range) -> isIn(address, String.valueOf(range))));
		}
		if (peer.pod == null) {
			return false;
		}
		String there = text(map(peer.pod, "metadata"), "namespace");
		boolean rightNamespace = (entry.get("namespaceSelector") != null)
				? selects(map(entry, "namespaceSelector"), Objects.requireNonNull(this.labelsOfNamespaces.get(there)))
				: there.equals(namespace);
		return rightNamespace && selects(map(entry, "podSelector"), map(map(peer.pod, "metadata"), "labels"));
	}

	private static boolean isPort(Map<String, @Nullable Object> entry, End target, String protocol, int port) {
		if (!protocol.equals((entry.get("protocol") != null) ? entry.get("protocol") : "TCP")) {
			return false;
		}
		Object wanted = entry.get("port");
		if (wanted == null) {
			return true;
		}
		if (wanted instanceof Integer first) {
			return (entry.get("endPort") instanceof Integer last) ? port >= first && port <= last : port == first;
		}
		if (target.pod == null) {
			return false;
		}
		for (Object container : list(map(target.pod, "spec"), "containers")) {
			for (Object declared : list(map(container), "ports")) {
				Map<String, @Nullable Object> candidate = map(declared);
				Object over = (candidate.get("protocol") != null) ? candidate.get("protocol") : "TCP";
				if (wanted.equals(candidate.get("name")) && protocol.equals(over)
						&& Integer.valueOf(port).equals(candidate.get("containerPort"))) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean selects(Map<String, @Nullable Object> selector, Map<String, @Nullable Object> labels) {
		for (Map.Entry<String, @Nullable Object> label : map(selector, "matchLabels").entrySet()) {
			if (!Objects.equals(labels.get(label.getKey()), label.getValue())) {
				return false;
			}
		}
		for (Object entry : list(selector, "matchExpressions")) {
			Map<String, @Nullable Object> requirement = map(entry);
			boolean has = labels.containsKey(text(requirement, "key"));
			boolean among = list(requirement, "values").contains(labels.getOrDefault(text(requirement, "key"), "?"));
			boolean holds = switch (text(requirement, "operator")) {
				case "In" -> has && among;
				case "NotIn" -> !has || !among;
				case "Exists" -> has;
				default -> !has;
			};
			if (!holds) {
				return false;
			}
		}
		return true;
	}

	private static boolean isIn(String address, String cidr) {
		String[] parts = cidr.split("/");
		if (family(parts[0]) != family(address)) {
			return false;
		}
		int bits = (family(address) == 4) ? 32 : 128;
		BigInteger size = BigInteger.TWO.pow(bits - Integer.parseInt(parts[1]));
		return number(address).divide(size).equals(number(parts[0]).divide(size));
	}

	private static int family(String address) {
		return address.contains(":") ? 6 : 4;
	}

	private static BigInteger number(String address) {
		return new BigInteger(1, InetAddress.ofLiteral(address).getAddress());
	}

	private static List<String> ips(Map<String, @Nullable Object> pod, String field) {
		return list(map(pod, "status"), field).stream().map((entry) -> text(map(entry), "ip")).toList();
	}

	private static Map<String, @Nullable Object> map(Map<String, @Nullable Object> object, String field) {
		Object value = object.get(field);
		return (value != null) ? map(value) : Map.of();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, @Nullable Object> map(Object value) {
		return (Map<String, @Nullable Object>) value;
	}

	private static List<?> list(Map<String, @Nullable Object> object, String field) {
		return (object.get(field) instanceof List<?> list) ? list : List.of();
	}

	private static String text(Map<String, @Nullable Object> object, String field) {
		return String.valueOf(object.get(field));
	}

	/**
	 * An end of traffic.
	 *
	 * @param name the pod's, or the address
	 * @param pod the pod, if policies can select it
	 * @param addresses its own
	 * @param node its node's
	 */
	private record End(String name, @Nullable Map<String, @Nullable Object> pod, List<String> addresses,
			List<String> node) {

		boolean has(int family) {
			return this.addresses.isEmpty() || this.addresses.stream().anyMatch((one) -> family(one) == family);
		}

	}

	/**
	 * What is so at one end.
	 *
	 * @param open whether it is let through
	 * @param selecting the policies that select the pod
	 * @param allowing the rules that allow it
	 */
	record Side(boolean open, Set<String> selecting, Set<String> allowing) {

	}

	/**
	 * What is so at both ends.
	 *
	 * @param egress where it goes out
	 * @param ingress where it comes in
	 */
	record Answer(Side egress, Side ingress) {

		boolean open() {
			return this.egress.open && this.ingress.open;
		}

	}

}

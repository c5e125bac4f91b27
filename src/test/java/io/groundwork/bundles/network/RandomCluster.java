package io.groundwork.bundles.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Small clusters with policies at random, as plain objects of Kubernetes. There is little
 * to choose from, so that selectors, ranges and ports often meet.
 */
final class RandomCluster {

	private static final List<String> KEYS = List.of("app", "tier", "example.org/part");

	private static final List<String> VALUES = List.of("a", "b", "c");

	private static final List<String> PORT_NAMES = List.of("http", "dns", "admin");

	private static final List<Integer> PORTS = List.of(53, 80, 81, 8080, 65535);

	private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");

	private static final List<String> OUTSIDE = List.of("10.0.0.200", "203.0.113.9", "0.0.0.1", "192.168.0.1",
			"192.168.0.9", "2001:db8::9", "fd00::200", "fd00:0:0:1::1");

	private final Random random;

	private final List<String> namespaces = new ArrayList<>();

	private final List<String> addresses = new ArrayList<>(OUTSIDE);

	private final List<Endpoint> names = new ArrayList<>();

	private final List<Map<String, @Nullable Object>> objects = new ArrayList<>();

	RandomCluster(Random random) {
		this.random = random;
		for (int i = 0; i < 1 + random.nextInt(3); i++) {
			namespace("ns" + i);
		}
		for (int i = 0; i < 3 + random.nextInt(6); i++) {
			pod(i);
		}
		for (int i = 0; i < random.nextInt(9); i++) {
			policy("p" + i);
		}
	}

	/**
	 * Namespaces, pods and policies.
	 */
	List<Map<String, @Nullable Object>> objects() {
		return this.objects;
	}

	Endpoint endpoint() {
		return chance(0.8) ? one(this.names) : Endpoint.of(one(this.addresses));
	}

	Port port() {
		int number = one(PORTS) + (chance(0.2) ? -1 : 0);
		return new Port(Protocol.valueOf(chance(0.6) ? "TCP" : one(PROTOCOLS)), number);
	}

	private void namespace(String name) {
		this.namespaces.add(name);
		Map<String, @Nullable Object> metadata = new LinkedHashMap<>(Map.of("name", name));
		maybe(metadata, "labels", () -> labels(0.5));
		add("v1", "Namespace", metadata, Map.of(), Map.of());
	}

	private void pod(int number) {
		String namespace = one(this.namespaces);
		Map<String, @Nullable Object> metadata = new LinkedHashMap<>(
				Map.of("name", "pod" + number, "namespace", namespace));
		maybe(metadata, "labels", () -> labels(0.7));
		Map<String, @Nullable Object> spec = new LinkedHashMap<>();
		boolean hostNetwork = chance(0.15);
		if (hostNetwork) {
			spec.put("hostNetwork", true);
		}
		spec.put("containers", some(1, 2, this::container));
		Map<String, @Nullable Object> status = new LinkedHashMap<>();
		String node = "192.168.0." + (1 + this.random.nextInt(3));
		if (chance(0.8)) {
			status.put("hostIPs", List.of(Map.of("ip", node)));
		}
		List<String> own = new ArrayList<>();
		if (hostNetwork) {
			own.add(node);
		}
		else {
			if (chance(0.85)) {
				own.add("10.0.%d.%d".formatted(number % 2, number));
			}
			if (chance(0.7)) {
				own.add("fd00::%d:%d".formatted(number % 2, number));
			}
			this.addresses.addAll(own);
		}
		if (!own.isEmpty()) {
			status.put("podIPs", own.stream().map((address) -> Map.of("ip", address)).toList());
		}
		this.names.add(new Endpoint.PodName(namespace, "pod" + number));
		add("v1", "Pod", metadata, spec, status);
	}

	private Map<String, @Nullable Object> container() {
		Map<String, @Nullable Object> container = new LinkedHashMap<>(Map.of("name", "c"));
		maybe(container, "ports", () -> some(0, 3, () -> {
			Map<String, @Nullable Object> port = new LinkedHashMap<>(Map.of("containerPort", one(PORTS)));
			maybe(port, "name", () -> one(PORT_NAMES));
			maybe(port, "protocol", () -> one(PROTOCOLS));
			return port;
		}));
		return container;
	}

	private void policy(String name) {
		Map<String, @Nullable Object> spec = new LinkedHashMap<>();
		maybe(spec, "podSelector", this::selector);
		maybe(spec, "policyTypes", () -> one(List.of(List.of(), List.of("Ingress"), List.of("Egress"),
				List.of("Ingress", "Egress"), List.of("Egress", "Ingress"))));
		maybe(spec, "ingress", () -> some(0, 2, () -> rule("from")));
		maybe(spec, "egress", () -> some(0, 2, () -> rule("to")));
		add("networking.k8s.io/v1", "NetworkPolicy",
				new LinkedHashMap<>(Map.of("name", name, "namespace", one(this.namespaces))), spec, Map.of());
	}

	private Map<String, @Nullable Object> rule(String peers) {
		Map<String, @Nullable Object> rule = new LinkedHashMap<>();
		maybe(rule, peers, () -> some(0, 3, this::peer));
		maybe(rule, "ports", () -> some(0, 3, this::policyPort));
		return rule;
	}

	private Map<String, @Nullable Object> peer() {
		Map<String, @Nullable Object> peer = new LinkedHashMap<>();
		switch (this.random.nextInt(4)) {
			case 0 -> peer.put("podSelector", selector());
			case 1 -> peer.put("namespaceSelector", selector());
			case 2 -> {
				peer.put("namespaceSelector", selector());
				peer.put("podSelector", selector());
			}
			default -> peer.put("ipBlock", block());
		}
		return peer;
	}

	private Map<String, @Nullable Object> block() {
		List<String> ofPods = this.addresses.subList(OUTSIDE.size(), this.addresses.size());
		String address = one((!ofPods.isEmpty() && chance(0.7)) ? ofPods : OUTSIDE);
		int bits = address.contains(":") ? 128 : 32;
		int prefix = chance(0.1) ? 0 : bits - this.random.nextInt(chance(0.5) ? 12 : bits);
		if (bits == 128 && chance(0.3)) {
			prefix = 62 + this.random.nextInt(5);
		}
		Map<String, @Nullable Object> block = new LinkedHashMap<>(Map.of("cidr", address + "/" + prefix));
		int own = prefix;
		if (own < bits) {
			maybe(block, "except", () -> some(0, 2, () -> {
				// The same address with more bits is always a part.
				int inside = own + 1 + this.random.nextInt(bits - own);
				return address + "/" + inside;
			}));
		}
		return block;
	}

	private Map<String, @Nullable Object> policyPort() {
		Map<String, @Nullable Object> port = new LinkedHashMap<>();
		maybe(port, "protocol", () -> one(PROTOCOLS));
		switch (this.random.nextInt(4)) {
			case 0 -> port.put("port", one(PORT_NAMES));
			case 1 -> {
				int first = one(PORTS);
				port.put("port", first);
				maybe(port, "endPort", () -> Math.min(65535, first + this.random.nextInt(8000)));
			}
			case 2 -> port.put("port", one(PORTS));
			default -> maybe(port, "port", () -> one(PORTS));
		}
		return port;
	}

	private Map<String, @Nullable Object> selector() {
		Map<String, @Nullable Object> selector = new LinkedHashMap<>();
		maybe(selector, "matchLabels", () -> labels(0.25));
		if (chance(0.3)) {
			maybe(selector, "matchExpressions", () -> some(0, 2, () -> {
				Map<String, @Nullable Object> requirement = new LinkedHashMap<>();
				requirement.put("key", chance(0.1) ? "kubernetes.io/metadata.name" : one(KEYS));
				String operator = one(List.of("In", "NotIn", "Exists", "DoesNotExist"));
				requirement.put("operator", operator);
				if (operator.endsWith("In")) {
					requirement.put("values", some(1, 2, () -> chance(0.2) ? one(this.namespaces) : one(VALUES)));
				}
				else {
					maybe(requirement, "values", List::of);
				}
				return requirement;
			}));
		}
		return selector;
	}

	private Map<String, String> labels(double chance) {
		Map<String, String> labels = new LinkedHashMap<>();
		KEYS.forEach((key) -> {
			if (chance(chance)) {
				labels.put(key, one(VALUES));
			}
		});
		return labels;
	}

	private void add(String version, String kind, Map<String, @Nullable Object> metadata, Map<String, ?> spec,
			Map<String, ?> status) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		object.put("apiVersion", version);
		object.put("kind", kind);
		object.put("metadata", metadata);
		object.put("spec", spec);
		object.put("status", status);
		this.objects.add(object);
	}

	/**
	 * A field that is there, that is null, or that is not there.
	 */
	private void maybe(Map<String, @Nullable Object> object, String field, Supplier<?> value) {
		double dice = this.random.nextDouble();
		if (dice < 0.7) {
			object.put(field, value.get());
		}
		else if (dice < 0.8) {
			object.put(field, null);
		}
	}

	private <T> List<T> some(int least, int most, Supplier<T> value) {
		List<T> list = new ArrayList<>();
		int size = least + this.random.nextInt(most - least + 1);
		for (int i = 0; i < size; i++) {
			list.add(value.get());
		}
		return list;
	}

	private <T> T one(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	private boolean chance(double chance) {
		return this.random.nextDouble() < chance;
	}

}

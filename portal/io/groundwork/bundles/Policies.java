package io.groundwork.bundles;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.bundles.network.Cidr;
import io.groundwork.digest.Sha256;
import io.groundwork.environments.spec.Spec.Allow;
import io.groundwork.environments.spec.Spec.Egress;
import io.groundwork.environments.spec.Spec.Peer;

import static io.groundwork.bundles.Yaml.map;

/**
 * Who may reach whom: nobody, then what every service needs, then what was declared.
 */
final class Policies {

	private static final List<String> INGRESS = List.of("Ingress");

	private static final List<String> EGRESS = List.of("Egress");

	/**
	 * What is not the world: the cluster's own networks, and where nodes find what no pod
	 * is to know.
	 */
	private static final Map<String, List<String>> NOT_THE_WORLD = Map.of("0.0.0.0/0",
			List.of("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"), "::/0",
			List.of("fc00::/7", "fe80::/10"));

	private Policies() {
	}

	/**
	 * What holds in every environment.
	 */
	static List<Manifest> baseline(BundleOrder order) {
		List<Manifest> policies = new ArrayList<>();
		policies.add(policy(order, "default-deny", map(), List.of("Ingress", "Egress"))
			.saying("Nobody reaches anybody, unless another policy says so; policies only add up."));
		policies.add(egress(order, "allow-dns", map(),
				rule("to", List.of(pods(namespace("kube-system"), map("matchLabels", map("k8s-app", "kube-dns")))),
						port("UDP", Names.DNS), port("TCP", Names.DNS)))
			.saying("Everybody may ask for names."));
		policies.add(egress(order, "allow-within", map(), map("to", List.of(map("podSelector", map()))))
			.saying("Everybody may turn to others of this environment; these still say themselves whom they let in."));
		policies.add(ingress(order, "allow-ingress", map(),
				rule("from", List.of(pods(namespace(Names.INGRESS))), tcp(Names.HTTP)))
			.saying("Requests from outside come in by the ingress."));
		policies.add(ingress(order, "allow-certificates",
				map("matchLabels", map("acme.cert-manager.io/http01-solver", "true")),
				rule("from", List.of(pods(namespace(Names.INGRESS))), tcp(Names.ACME)))
			.saying("Let's Encrypt asks by the ingress whether a name is ours."));
		policies.add(ingress(order, "allow-monitoring", map(),
				rule("from", List.of(pods(namespace(Names.OBSERVABILITY))), tcp(Names.METRICS)))
			.saying("Metrics are fetched."));
		policies.add(egress(order, "allow-telemetry", map(),
				rule("to",
						List.of(pods(namespace(Names.OBSERVABILITY),
								map("matchLabels", map("app.kubernetes.io/name", "opentelemetry-collector")))),
						Names.TELEMETRY.stream().map(Policies::tcp).toArray()))
			.saying("Logs, traces and metrics are sent."));
		if (!order.dataStore().isEmpty()) {
			policies.add(egress(order, "allow-data-store", map(),
					order.dataStore()
						.stream()
						.map((reach) -> rule("to", List.of(block(reach.cidr())), tcp(reach.port())))
						.toArray())
				.saying("The environment's own data store."));
		}
		return policies;
	}

	/**
	 * What the spec allows. Policies are named after what they say, so that taking one
	 * away leaves the others alone.
	 */
	static List<Manifest> declared(BundleOrder order) {
		List<Manifest> policies = new ArrayList<>();
		for (Allow allow : order.spec().network().allow()) {
			String words = "%s → %s:%d".formatted(allow.from(), allow.to(), allow.port());
			String name = "allow-" + Sha256.hex(words.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
			Map<String, Object> annotations = map("groundwork.io/allow", words);
			if (isHere(order, allow.from())) {
				policies.add(egress(order, name + "-out", labels(allow.from()),
						rule("to", List.of(peer(order, allow.to())), tcp(allow.port())))
					.annotated(annotations));
			}
			if (isHere(order, allow.to())) {
				policies.add(ingress(order, name + "-in", labels(allow.to()),
						rule("from", List.of(peer(order, allow.from())), tcp(allow.port())))
					.annotated(annotations));
			}
		}
		for (Egress egress : order.spec().network().egress()) {
			String words = "%s:%d".formatted(Cidr.of(egress.cidr()), egress.port());
			policies.add(egress(order, "egress-" + Sha256.hex(words.getBytes(StandardCharsets.UTF_8)).substring(0, 12),
					map(), rule("to", List.of(block(egress.cidr())), tcp(egress.port())))
				.annotated(map("groundwork.io/egress", words, "groundwork.io/reason", egress.reason())));
		}
		return policies;
	}

	private static Manifest ingress(BundleOrder order, String name, Object selector, Object... rules) {
		return policy(order, name, selector, INGRESS, "ingress", List.of(rules));
	}

	private static Manifest egress(BundleOrder order, String name, Object selector, Object... rules) {
		return policy(order, name, selector, EGRESS, "egress", List.of(rules));
	}

	private static Manifest policy(BundleOrder order, String name, Object selector, List<String> types,
			Object... rules) {
		Map<String, Object> spec = map("podSelector", selector, "policyTypes", types);
		spec.putAll(map(rules));
		return Manifest.of(order, "networking.k8s.io/v1", "NetworkPolicy", order.namespace(), name, "spec", spec);
	}

	private static Object rule(String direction, List<?> peers, Object... ports) {
		return map(direction, peers, "ports", List.of(ports));
	}

	private static Object tcp(int port) {
		return port("TCP", port);
	}

	private static Object port(String protocol, int port) {
		return map("protocol", protocol, "port", port);
	}

	private static Object namespace(String name) {
		return map("matchLabels", map(Names.NAMESPACE_LABEL, name));
	}

	private static Object pods(Object namespaces) {
		return map("namespaceSelector", namespaces);
	}

	private static Object pods(Object namespaces, Object pods) {
		return map("namespaceSelector", namespaces, "podSelector", pods);
	}

	private static Object labels(Peer peer) {
		return map("matchLabels", peer.labels());
	}

	private static boolean isHere(BundleOrder order, Peer peer) {
		return peer.environment() == null || peer.environment().equals(order.environment());
	}

	private static Object peer(BundleOrder order, Peer peer) {
		String environment = peer.environment();
		if (environment == null || isHere(order, peer)) {
			return map("podSelector", labels(peer));
		}
		Map<String, Object> namespaces = map("matchLabels", map(Manifest.ENVIRONMENT, environment));
		if (environment.equals(order.clusterOwner())) {
			// The platform's own namespaces have the owner's label too, and are not
			// meant.
			namespaces.put("matchExpressions",
					List.of(map("key", Names.NAMESPACE_LABEL, "operator", "NotIn", "values", Names.PLATFORM)));
		}
		return pods(namespaces, labels(peer));
	}

	private static Object block(String cidr) {
		String written = Cidr.of(cidr).toString();
		Map<String, Object> block = map("cidr", written);
		List<String> except = NOT_THE_WORLD.get(written);
		if (except != null) {
			block.put("except", except);
		}
		return map("ipBlock", block);
	}

}

package io.groundwork.bundles.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.groundwork.bundles.network.NetworkPolicy.Rule;

/**
 * Finds out beforehand which policies select which pods, and which pods each rule is
 * about.
 */
final class NetworkCompiler {

	private final Map<String, Namespace> namespaces = new TreeMap<>();

	/** By namespace; the pods there with their numbers. */
	private final Map<String, Map<Integer, Pod>> podsOf = new HashMap<>();

	private final List<Pod> pods;

	private final Map<Selection, BitSet> selections = new HashMap<>();

	/** By the numbers of the policies in it: most pods share theirs with others. */
	private final Map<BitSet, Isolation> egress = new HashMap<>();

	private final Map<BitSet, Isolation> ingress = new HashMap<>();

	private final List<NetworkPolicy> policies;

	/** By namespace; the numbers of the policies there. */
	private final Map<String, List<Integer>> policiesOf = new HashMap<>();

	NetworkCompiler(Collection<Namespace> namespaces, Collection<Pod> pods, Collection<NetworkPolicy> policies) {
		for (Namespace namespace : namespaces) {
			if (this.namespaces.put(namespace.name(), namespace) != null) {
				throw InvalidManifestException.of("metadata.name", "is there twice")
					.about("Namespace " + namespace.name());
			}
		}
		this.pods = List.copyOf(pods);
		numberPods();
		this.policies = policies.stream().sorted(Comparator.comparing(NetworkPolicy::id)).toList();
		numberPolicies();
	}

	private void numberPolicies() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < this.policies.size(); i++) {
			NetworkPolicy policy = this.policies.get(i);
			String subject = "NetworkPolicy " + policy.id();
			check(policy.namespace(), subject);
			if (!ids.add(policy.id())) {
				throw InvalidManifestException.of("metadata.name", "is there twice in its namespace").about(subject);
			}
			this.policiesOf.computeIfAbsent(policy.namespace(), (_) -> new ArrayList<>()).add(i);
		}
	}

	private void numberPods() {
		Set<Endpoint> names = new HashSet<>();
		for (int i = 0; i < this.pods.size(); i++) {
			Pod pod = this.pods.get(i);
			String subject = "Pod " + pod.name();
			check(pod.name().namespace(), subject);
			if (!names.add(pod.name())) {
				throw InvalidManifestException.of("metadata.name", "is there twice in its namespace").about(subject);
			}
			this.podsOf.computeIfAbsent(pod.name().namespace(), (_) -> new TreeMap<>()).put(i, pod);
		}
	}

	private void check(String namespace, String subject) {
		if (!this.namespaces.containsKey(namespace)) {
			throw InvalidManifestException
				.of("metadata.namespace",
						"is %s, which is not among the namespaces that were given; add it with its labels"
							.formatted(namespace))
				.about(subject);
		}
	}

	List<Seat> seats() {
		List<Seat> seats = new ArrayList<>();
		for (int i = 0; i < this.pods.size(); i++) {
			Pod pod = this.pods.get(i);
			// Whose network is the node's is for policies a node, and its ports have no
			// names.
			seats.add(pod.place().hostNetwork()
					? new Seat(pod.name(), Seat.NONE, pod.place(), List.of(), Isolation.HOST_NETWORK,
							Isolation.HOST_NETWORK)
					: new Seat(pod.name(), i, pod.place(), pod.ports(), isolation(pod, Direction.EGRESS),
							isolation(pod, Direction.INGRESS)));
		}
		return seats;
	}

	private Isolation isolation(Pod pod, Direction direction) {
		BitSet selecting = new BitSet();
		for (int number : this.policiesOf.getOrDefault(pod.name().namespace(), List.of())) {
			NetworkPolicy policy = this.policies.get(number);
			if (policy.rules().containsKey(direction) && policy.pods().matches(pod.labels())) {
				selecting.set(number);
			}
		}
		if (selecting.isEmpty()) {
			return Isolation.OPEN;
		}
		Map<BitSet, Isolation> known = (direction == Direction.EGRESS) ? this.egress : this.ingress;
		return known.computeIfAbsent(selecting,
				(_) -> isolation(selecting.stream().mapToObj(this.policies::get).toList(), direction));
	}

	private Isolation isolation(List<NetworkPolicy> selecting, Direction direction) {
		List<CompiledRule> rules = new ArrayList<>();
		for (NetworkPolicy policy : selecting) {
			List<Rule> list = policy.rules().getOrDefault(direction, List.of());
			for (int i = 0; i < list.size(); i++) {
				rules.add(compile(list.get(i), policy.namespace(), new Reason.AllowedBy(policy, direction, i)));
			}
		}
		return new Isolation(rules, new Reason.NoneAllows(selecting));
	}

	private CompiledRule compile(Rule rule, String namespace, Reason.AllowedBy reason) {
		BitSet pods = new BitSet();
		List<Peer.IpBlock> blocks = new ArrayList<>();
		for (Peer peer : rule.peers()) {
			switch (peer) {
				case Peer.Pods selected -> pods.or(selection(selected, namespace));
				case Peer.IpBlock block -> blocks.add(block);
			}
		}
		return new CompiledRule(rule.peers().isEmpty(), pods, List.copyOf(blocks), rule.ports(), reason);
	}

	private BitSet selection(Peer.Pods peer, String namespace) {
		Optional<String> own = peer.namespaces().isPresent() ? Optional.empty() : Optional.of(namespace);
		return this.selections.computeIfAbsent(new Selection(own, peer), (_) -> select(peer, own));
	}

	private BitSet select(Peer.Pods peer, Optional<String> own) {
		BitSet selected = new BitSet();
		Selector pods = peer.pods().orElse(Selector.ALL);
		for (Namespace namespace : this.namespaces.values()) {
			boolean here = own.map(namespace.name()::equals)
				.orElseGet(() -> peer.namespaces().orElse(Selector.ALL).matches(namespace.labels()));
			if (here) {
				this.podsOf.getOrDefault(namespace.name(), Map.of()).forEach((number, pod) -> {
					if (pods.matches(pod.labels())) {
						selected.set(number);
					}
				});
			}
		}
		return selected;
	}

	/**
	 * What a selection of pods depends on.
	 *
	 * @param own the policy's namespace, if it matters
	 * @param peer the selectors
	 */
	private record Selection(Optional<String> own, Peer.Pods peer) {

	}

}

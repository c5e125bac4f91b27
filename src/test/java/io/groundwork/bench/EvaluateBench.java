package io.groundwork.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import io.groundwork.bundles.network.Address;
import io.groundwork.bundles.network.Cidr;
import io.groundwork.bundles.network.Direction;
import io.groundwork.bundles.network.Endpoint;
import io.groundwork.bundles.network.Endpoint.PodName;
import io.groundwork.bundles.network.Namespace;
import io.groundwork.bundles.network.Network;
import io.groundwork.bundles.network.NetworkPolicy;
import io.groundwork.bundles.network.NetworkPolicy.Rule;
import io.groundwork.bundles.network.Peer;
import io.groundwork.bundles.network.Pod;
import io.groundwork.bundles.network.Pod.ContainerPort;
import io.groundwork.bundles.network.PolicyPort;
import io.groundwork.bundles.network.Port;
import io.groundwork.bundles.network.Protocol;
import io.groundwork.bundles.network.Selector;
import io.groundwork.bundles.network.Traffic;

/**
 * How fast it is decided who may reach whom.
 */
final class EvaluateBench {

	private static final int POLICIES = 1_000;

	private static final int PODS = 3_000;

	private static final int SERVICES = 30;

	private static final int QUESTIONS = 100_000;

	private static final int ROUNDS = 15;

	private static final double BAR = 100_000;

	private final Random random = new Random(6);

	private final int environments;

	private final List<Namespace> namespaces = new ArrayList<>();

	private final List<Pod> pods = new ArrayList<>();

	private final List<NetworkPolicy> policies = new ArrayList<>();

	private EvaluateBench(int environments) {
		this.environments = environments;
		for (int i = 0; i < environments; i++) {
			this.namespaces.add(new Namespace("env-" + i, Map.of("team", "team-" + i % 7)));
		}
		for (int i = 0; i < PODS; i++) {
			this.pods.add(pod(i));
		}
		for (int i = 0; i < POLICIES; i++) {
			this.policies.add(policy(i));
		}
	}

	static List<Figure> run() {
		// What our own bundles look like, and what they never should.
		EvaluateBench usual = new EvaluateBench(50);
		EvaluateBench crowded = new EvaluateBench(1);
		double rate = usual.rate();
		return List.of(
				new Figure("bundles.evaluate.rate", rate, "1/s", BAR, rate >= BAR,
						("decisions with their reasons, one thread, median of %d rounds of %,d random questions; "
								+ "%,d policies in 50 environments, %,d pods, every tenth end an address")
							.formatted(ROUNDS, QUESTIONS, POLICIES, PODS)),
				new Figure("bundles.evaluate.crowded", crowded.rate(), "1/s", null, true,
						"the same with all policies in one namespace, where some 130 select each pod"),
				new Figure("bundles.evaluate.prepare", usual.prepare(), "ms", null, true,
						"making these %,d policies and %,d pods ready, median of %d times".formatted(POLICIES, PODS,
								ROUNDS)));
	}

	private Network network() {
		return Network.of(this.namespaces, this.pods, this.policies);
	}

	private double prepare() {
		double[] times = new double[ROUNDS];
		for (int round = -ROUNDS; round < ROUNDS; round++) {
			long begin = System.nanoTime();
			network();
			if (round >= 0) {
				times[round] = (System.nanoTime() - begin) / 1e6;
			}
		}
		return median(times);
	}

	private double rate() {
		Network network = network();
		List<Traffic> questions = new ArrayList<>();
		for (int i = 0; i < QUESTIONS; i++) {
			// Most of what is asked is between neighbours, as on the pages.
			int from = this.random.nextInt(PODS);
			int to = this.random.nextBoolean() ? this.random.nextInt(PODS)
					: (from + this.environments * this.random.nextInt(50)) % PODS;
			questions.add(new Traffic(end(this.pods.get(from)), end(this.pods.get(to)),
					new Port(Protocol.TCP, 8000 + this.random.nextInt(4))));
		}
		double[] rates = new double[ROUNDS];
		int allowed = 0;
		for (int round = -ROUNDS; round < ROUNDS; round++) {
			allowed = 0;
			long begin = System.nanoTime();
			for (Traffic question : questions) {
				allowed += network.decide(question.from(), question.to(), question.port()).allowed() ? 1 : 0;
			}
			if (round >= 0) {
				rates[round] = QUESTIONS / ((System.nanoTime() - begin) / 1e9);
			}
		}
		if (allowed < QUESTIONS / 50 || allowed > QUESTIONS * 49 / 50) {
			throw new IllegalStateException("Of %d questions %d are allowed".formatted(QUESTIONS, allowed));
		}
		return median(rates);
	}

	private Endpoint end(Pod pod) {
		return (this.random.nextInt(10) > 0) ? pod.name() : Endpoint.of("203.0.113." + this.random.nextInt(256));
	}

	private Pod pod(int number) {
		Map<String, String> labels = Map.of("app", service(number / this.environments % SERVICES), "tier",
				(number % 3 > 0) ? "back" : "front");
		return new Pod(new PodName("env-" + number % this.environments, "pod-" + number), labels,
				List.of(new ContainerPort(Optional.of("http"), new Port(Protocol.TCP, 8000 + number % 3)),
						new ContainerPort(Optional.of("metrics"), new Port(Protocol.TCP, 9090))),
				Pod.Place.at(Address.of("10.2.%d.%d".formatted(number / 250, number % 250))));
	}

	/**
	 * Of twenty in an environment one denies by default, one is for names and monitoring,
	 * and the others are a service's own.
	 */
	private NetworkPolicy policy(int number) {
		String namespace = "env-" + number % this.environments;
		Selector all = Selector.ALL;
		return switch (number / this.environments % 20) {
			case 0 -> new NetworkPolicy(namespace, "default-deny-" + number, all,
					Map.of(Direction.INGRESS, List.of(), Direction.EGRESS, List.of()));
			case 1 ->
				new NetworkPolicy(namespace, "common-" + number, all,
						Map.of(Direction.EGRESS,
								List.of(new Rule(List.of(peer(Optional.of(Selector.of(Map.of("team", "team-1"))), 3)),
										List.of(new PolicyPort.Range(Protocol.UDP, 53, 53),
												new PolicyPort.Range(Protocol.TCP, 53, 53))),
										new Rule(
												List.of(new Peer.IpBlock(Cidr.of("0.0.0.0/0"), List.of(
														Cidr.of("10.0.0.0/8")))),
												List.of(new PolicyPort.Range(Protocol.TCP, 443, 443)))),
								Direction.INGRESS,
								List.of(new Rule(List.of(peer(Optional.of(Selector.of(Map.of("team", "team-0"))), 4)),
										List.of(new PolicyPort.Named(Protocol.TCP, "metrics"))))));
			default -> new NetworkPolicy(namespace, "service-" + number,
					Selector.of(Map.of("app", service(this.random.nextInt(SERVICES)))),
					Map.of(Direction.INGRESS, List.of(rule(), rule()), Direction.EGRESS, List.of(rule(), rule())));
		};
	}

	private Rule rule() {
		List<Peer> peers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			peers.add(peer(Optional.empty(), this.random.nextInt(SERVICES)));
		}
		if (this.random.nextInt(4) == 0) {
			peers.add(new Peer.IpBlock(Cidr.of("203.0.113.0/24"), List.of(Cidr.of("203.0.113.128/25"))));
		}
		return new Rule(peers,
				List.of(new PolicyPort.Named(Protocol.TCP, "http"), new PolicyPort.Range(Protocol.TCP, 8000, 8001)));
	}

	private static Peer peer(Optional<Selector> namespaces, int service) {
		return new Peer.Pods(namespaces, Optional.of(Selector.of(Map.of("app", service(service)))));
	}

	private static String service(int number) {
		return "service-" + number;
	}

	private static double median(double[] values) {
		Arrays.sort(values);
		return values[values.length / 2];
	}

}

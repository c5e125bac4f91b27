package io.groundwork.bundles.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.groundwork.Proof;
import io.groundwork.bundles.network.Address.Family;
import io.groundwork.bundles.network.Decision.Allowed;
import io.groundwork.bundles.network.Endpoint.PodName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random policies, decided twice.
 */
@Tag("proof")
class RandomPoliciesTests {

	private static final int QUESTIONS = 40;

	private final Map<String, Integer> seen = new TreeMap<>();

	@Test
	void aSecondImplementationDecidesTheSame() {
		int sets = Proof.size("bundles.network", 500, 10_000);
		Random random = Proof.random("bundles.network");
		for (int i = 0; i < sets; i++) {
			RandomCluster cluster = new RandomCluster(random);
			String manifests = write(cluster, random.nextBoolean());
			Network network = Manifests.read(manifests).network();
			Naive naive = new Naive(cluster.objects());
			for (int j = 0; j < QUESTIONS; j++) {
				check(network.decide(cluster.endpoint(), cluster.endpoint(), cluster.port()), naive, manifests);
			}
		}
		int all = sets * QUESTIONS;
		// A generator that always gets the same answer would prove nothing.
		assertThat(this.seen.get("allowed")).isBetween(all / 5, all * 4 / 5);
		assertThat(this.seen).containsKeys("denied", "over IPv4 only", "over IPv6 only", "AllowedBy", "NoneAllows",
				"NotSelected", "NoCommonFamily", "OUTSIDE", "HOST_NETWORK", "OWN_NODE", "ITSELF");
		System.out.println("proof bundles.network: " + this.seen);
	}

	private static String write(RandomCluster cluster, boolean json) {
		return json
				? JsonMapper.shared()
					.writeValueAsString(Map.of("apiVersion", "v1", "kind", "List", "items", cluster.objects()))
				: new Yaml().dumpAll(cluster.objects().iterator());
	}

	private void check(Decision decision, Naive naive, String manifests) {
		Traffic asked = decision.traffic();
		Map<Integer, Naive.Answer> answers = naive.ask(asked.from().toString(), asked.to().toString(),
				asked.port().protocol().name(), asked.port().number());
		Set<Integer> open = new TreeSet<>();
		answers.forEach((family, answer) -> {
			if (answer.open()) {
				open.add(family);
			}
		});
		String about = decision.sentences() + " " + answers + "\n" + manifests;
		assertThat(decision.allowed()).as(about).isEqualTo(!open.isEmpty());
		count(decision.allowed() ? "allowed" : "denied");
		if (decision instanceof Allowed allowed) {
			// To itself a pod needs no address.
			Optional<Integer> only = (open.size() == 1 && answers.size() == 2) ? Optional.of(open.iterator().next())
					: Optional.empty();
			assertThat(allowed.only().map((family) -> (family == Family.IPV4) ? 4 : 6)).as(about).isEqualTo(only);
			allowed.only().ifPresent((family) -> count("over " + family.word() + " only"));
		}
		if (answers.isEmpty()) {
			assertThat(decision.egress()).as(about).isInstanceOf(Reason.NoCommonFamily.class);
			count("NoCommonFamily");
			return;
		}
		int family = (open.isEmpty() ? answers.keySet() : open).iterator().next();
		Naive.Answer answer = Objects.requireNonNull(answers.get(family));
		check(decision.egress(), answer.egress(), about);
		check(decision.ingress(), answer.ingress(), about);
	}

	private void check(Reason reason, Naive.Side side, String about) {
		assertThat(reason.allows()).as(about).isEqualTo(side.open());
		switch (reason) {
			case Reason.AllowedBy rule -> assertThat(side.allowing()).as(about)
				.contains("%s %s[%d]".formatted(rule.policy().id(), rule.direction().word(), rule.number()));
			case Reason.NoneAllows none -> assertThat(none.policies().stream().map(NetworkPolicy::id)).as(about)
				.containsExactlyElementsOf(side.selecting());
			case Reason.NotSelected _, Reason.Exempt _, Reason.NoCommonFamily _ ->
				assertThat(side.selecting()).as(about).isEmpty();
		}
		count((reason instanceof Reason.Exempt exempt) ? exempt.why().name() : reason.getClass().getSimpleName());
	}

	private void count(String what) {
		this.seen.merge(what, 1, Integer::sum);
	}

	@Test
	void theMatrixSaysWhatSingleQuestionsSay() {
		Random random = Proof.random("bundles.network");
		for (int i = 0; i < Proof.size("bundles.network", 50, 500); i++) {
			RandomCluster cluster = new RandomCluster(random);
			Manifests manifests = Manifests.read(write(cluster, true));
			Network network = manifests.network();
			var pods = manifests.pods().stream().map(Pod::name).toList();
			var ports = Set.copyOf(List.of(cluster.port(), cluster.port(), new Port(Protocol.TCP, 80)));
			Matrix matrix = network.matrix(pods, pods, ports);
			assertThat(matrix.to()).isEqualTo(pods);
			for (Matrix.Row row : matrix.rows()) {
				for (int column = 0; column < pods.size(); column++) {
					PodName to = pods.get(column);
					assertThat(row.cells().get(column).decisions()).containsExactlyInAnyOrderElementsOf(
							ports.stream().map((port) -> network.decide(row.from(), to, port)).toList());
				}
			}
		}
	}

}

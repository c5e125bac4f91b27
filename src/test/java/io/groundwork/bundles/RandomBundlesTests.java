package io.groundwork.bundles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.groundwork.Proof;
import io.groundwork.bundles.network.Address;
import io.groundwork.bundles.network.Cidr;
import io.groundwork.bundles.network.Endpoint;
import io.groundwork.bundles.network.Endpoint.PodName;
import io.groundwork.bundles.network.Manifests;
import io.groundwork.bundles.network.Namespace;
import io.groundwork.bundles.network.Network;
import io.groundwork.bundles.network.Pod;
import io.groundwork.bundles.network.Port;
import io.groundwork.bundles.network.Protocol;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.RandomSpecs;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Spec.Allow;
import io.groundwork.environments.spec.Spec.Egress;
import io.groundwork.environments.spec.Spec.Peer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a spec says, its bundle can be made, is the same twice, can be read, and
 * closes what nobody opened.
 */
@Tag("proof")
class RandomBundlesTests {

	private static final String NAME = "under-test";

	private final Bundles bundles = Bundles.ofThisBuild();

	private final Bundle elsewhere = this.bundles
		.render(Samples.order("elsewhere", Presets.FOUNDATION.named("elsewhere").of(EnvironmentKind.PRODUCTION)));

	@Test
	void everyBundleIsMadeTwiceAlikeAndClosesWhatNobodyOpened() {
		RandomSpecs specs = new RandomSpecs(Proof.random("bundles.render"));
		int size = Proof.size("bundles.render", 60, 500);
		for (int count = 0; count < size; count++) {
			Spec spec = specs.next();
			Bundle bundle = this.bundles.render(Samples.order(NAME, spec));
			Bundle again = this.bundles.render(Samples.order(NAME, spec), bundle.template());
			assertThat(again.paths()).isEqualTo(bundle.paths());
			bundle.paths().forEach((path) -> assertThat(again.content(path)).as(path).isEqualTo(bundle.content(path)));
			assertThat(again.digest()).isEqualTo(bundle.digest());
			bundle.paths().forEach((path) -> assertThat(read(bundle.text(path))).as(path).isNotEmpty());
			new World(spec, bundle, this.elsewhere).isClosed();
		}
	}

	private static List<Object> read(String text) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		List<Object> documents = new ArrayList<>();
		new Yaml(new SafeConstructor(options)).loadAll(text).forEach(documents::add);
		return documents;
	}

	/**
	 * A cluster with the environment, another one, and the platform's own namespaces.
	 */
	private static final class World {

		private final Spec spec;

		private final String here;

		private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

		private final List<Pod> pods = new ArrayList<>();

		private final Network network;

		private final PodName plain;

		private final PodName foreign;

		private final PodName dns;

		private final PodName ingress;

		private final PodName prometheus;

		private final PodName collector;

		private final List<Way> ways = new ArrayList<>();

		/** A port that nothing is declared for. */
		private final int unused;

		World(Spec spec, Bundle bundle, Bundle elsewhere) {
			this.spec = spec;
			this.here = spec.namespace().name();
			this.unused = IntStream.iterate(65535, (port) -> port - 1)
				.filter((port) -> spec.network().allow().stream().noneMatch((allow) -> allow.port() == port)
						&& spec.network().egress().stream().noneMatch((egress) -> egress.port() == port))
				.findFirst()
				.orElseThrow();
			String owner = spec.ownsCluster() ? NAME : "system";
			this.plain = pod(this.here, Map.of());
			this.foreign = pod("ias-elsewhere", Map.of());
			this.dns = pod(namespace("kube-system", Map.of()), Map.of("k8s-app", "kube-dns"));
			Map<String, String> platform = Map.of("groundwork.io/environment", owner);
			this.ingress = pod(namespace("platform-ingress", platform), Map.of());
			this.prometheus = pod(namespace("platform-observability", platform), Map.of());
			this.collector = pod(namespace("platform-observability", platform),
					Map.of("app.kubernetes.io/name", "opentelemetry-collector"));
			for (Allow allow : spec.network().allow()) {
				this.ways.add(new Way(pod(allow.from()), pod(allow.to()), allow.port()));
			}
			Manifests manifests = Manifests.read(String.join("---\n", bundle.manifests().values()));
			assertThat(manifests.unseen()).isEmpty();
			assertThat(manifests.policies())
				.hasSize(String.join("", bundle.manifests().values()).split("\nkind: NetworkPolicy\n", -1).length - 1);
			this.network = manifests.and(Manifests.read(String.join("---\n", elsewhere.manifests().values())))
				.and(new Manifests(List.copyOf(this.namespaces.values()), this.pods, List.of(), List.of()))
				.network();
		}

		void isClosed() {
			for (int port : List.of(80, 443, 8080, 9090, this.unused)) {
				assertDenied(this.plain, this.foreign, port);
				assertDenied(this.foreign, this.plain, port);
			}
			assertAllowed(this.plain, this.dns, 53);
			assertThat(this.network.decide(this.plain, this.dns, new Port(Protocol.UDP, 53)).allowed()).isTrue();
			assertAllowed(this.ingress, this.plain, 8080);
			assertDenied(this.ingress, this.plain, this.unused);
			assertAllowed(this.prometheus, this.plain, 9090);
			assertDenied(this.prometheus, this.plain, this.unused);
			assertAllowed(this.plain, this.collector, 4317);
			assertAllowed(this.plain, this.collector, 4318);
			assertDenied(this.plain, this.prometheus, 9090);
			for (Way way : this.ways) {
				assertAllowed(way.from(), way.to(), way.port());
				if (!way.from().equals(way.to())) {
					assertDenied(this.foreign, way.to(), way.port());
				}
				assertDenied(this.plain, way.to(), this.unused);
			}
			Endpoint somebody = Endpoint.of("198.51.100.77");
			assertThat(this.network.decide(this.plain, somebody, new Port(Protocol.TCP, this.unused)).allowed())
				.isFalse();
			assertThat(this.network.decide(somebody, this.plain, new Port(Protocol.TCP, 8080)).allowed()).isFalse();
			for (Egress egress : this.spec.network().egress()) {
				Cidr cidr = Cidr.of(egress.cidr());
				Endpoint there = (cidr.prefix() == 0) ? somebody : new Endpoint.Outside(cidr.base());
				assertThat(this.network.decide(this.plain, there, new Port(Protocol.TCP, egress.port())).allowed())
					.as("%s on %d", there, egress.port())
					.isTrue();
			}
		}

		private void assertAllowed(PodName from, PodName to, int port) {
			var decision = this.network.decide(from, to, new Port(Protocol.TCP, port));
			assertThat(decision.allowed()).as(decision.sentences()).isTrue();
		}

		private void assertDenied(PodName from, PodName to, int port) {
			boolean itself = from.equals(to);
			var decision = this.network.decide(from, to, new Port(Protocol.TCP, port));
			assertThat(decision.allowed()).as(decision.sentences()).isEqualTo(itself);
		}

		private PodName pod(Peer peer) {
			String environment = peer.environment();
			String where = (environment == null) ? this.here
					: namespace("ns-" + environment, Map.of("groundwork.io/environment", environment));
			return pod(where, peer.labels());
		}

		private PodName pod(String namespace, Map<String, String> labels) {
			PodName name = new PodName(namespace, "pod-" + this.pods.size());
			Address own = Address.of("10.2.%d.%d".formatted(this.pods.size() / 250, this.pods.size() % 250 + 1));
			Address six = Address.of("fd00:2::" + Integer.toHexString(this.pods.size() + 1));
			this.pods.add(new Pod(name, new TreeMap<>(labels), List.of(),
					new Pod.Place(List.of(own, six), List.of(), false)));
			return name;
		}

		private String namespace(String name, Map<String, String> labels) {
			this.namespaces.put(name, new Namespace(name, labels));
			return name;
		}

		private record Way(PodName from, PodName to, int port) {

		}

	}

}

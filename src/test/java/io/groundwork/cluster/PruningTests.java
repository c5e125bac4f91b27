package io.groundwork.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.cluster.Change.Action;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is ours and no longer declared goes; what only looks like it stays.
 */
class PruningTests {

	private static final String MINE = """
			---
			{apiVersion: v1, kind: ConfigMap, metadata: {name: mine, namespace: NAMESPACE}, data: {a: b}}
			""";

	private static RealCluster cluster;

	private static Baseline baseline;

	private static KubernetesClient admin;

	private final String name = RealCluster.freshName();

	@BeforeAll
	static void start() {
		cluster = RealCluster.shared();
		baseline = cluster.baseline();
		admin = cluster.admin();
	}

	@AfterAll
	static void stop() {
		baseline.close();
		admin.close();
	}

	@Test
	void onlyWhatIsOursGoes() {
		apply(RealCluster.manifests(this.name, MINE));
		Map<String, String> ours = Map.of("groundwork.io/environment", this.name, "app.kubernetes.io/managed-by",
				"groundwork");
		// Somebody copied one of ours, labels and all.
		make("copied", ours);
		// Somebody applied one with our labels by a manager of their own.
		admin.resource(map("neighbours", ours)).fieldManager("argocd").serverSideApply();
		make("foreign", Map.of());

		Manifests without = RealCluster.manifests(this.name);
		Changes changes = baseline.plan(without, Consent.NONE);
		assertThat(changes.that(Action.REMOVED)).extracting((change) -> change.object().name()).containsExactly("mine");
		assertThat(changes.that(Action.KEPT)).isEmpty();
		assertThat(baseline.apply(without, Consent.NONE, changes.digest()).done()).extracting(Ref::name)
			.containsExactly("mine");
		assertThat(names()).contains("copied", "neighbours", "foreign", "environment").doesNotContain("mine");
		assertThat(baseline.plan(without, Consent.NONE).nothing()).isTrue();
	}

	@Test
	void whatSomebodyMadeAnewIsTheirs() {
		apply(RealCluster.manifests(this.name, MINE));
		admin.configMaps().inNamespace(this.name).withName("mine").delete();
		make("mine", Map.of("groundwork.io/environment", this.name, "app.kubernetes.io/managed-by", "groundwork"));
		keeps("made it anew");
	}

	@Test
	void whatLostOurLabelsStays() {
		apply(RealCluster.manifests(this.name, MINE));
		admin.configMaps().inNamespace(this.name).withName("mine").edit((map) -> {
			map.getMetadata().getLabels().put("groundwork.io/environment", "another");
			return map;
		});
		keeps("taken our labels off");
	}

	private void keeps(String why) {
		Manifests without = RealCluster.manifests(this.name);
		Changes changes = baseline.plan(without, Consent.NONE);
		assertThat(changes.that(Action.REMOVED)).isEmpty();
		assertThat(changes.that(Action.KEPT)).singleElement()
			.satisfies((kept) -> assertThat(kept.refusal().orElseThrow().sentence()).contains(why));
		assertThat(baseline.apply(without, Consent.NONE, changes.digest()).complete()).isTrue();
		assertThat(names()).contains("mine");
		// It is said once, and then no longer our business.
		assertThat(baseline.plan(without, Consent.NONE).that(Action.KEPT)).isEmpty();
	}

	@Test
	void whoeverWasLetInKeepsNoNamespace() {
		apply(RealCluster.manifests(this.name));
		Kubeconfig about = Kubeconfig.read(cluster.kubeconfig());
		Cluster known = new Cluster(cluster.id(), 1, about.address(), about.authority(), Instant.MAX, Instant.MIN,
				Instant.MIN, "a test");
		try (Door door = Door.of(cluster.as(Identities.GRANTS), known, Issuer.GRANTS);
				Baseline almighty = cluster.almighty()) {
			door.open("grant-4711", this.name, "portal-viewer", "grant-4711-1", Duration.ofMinutes(10));
			Changes changes = almighty.plan(Manifests.none(this.name), Consent.NONE);
			assertThat(changes.that(Action.KEPT)).isEmpty();
			assertThat(changes.that(Action.REMOVED)).extracting((change) -> change.object().kind())
				.contains("Namespace");
			door.expel("grant-4711", this.name, List.of("grant-4711-1"));
		}
	}

	@Test
	void anotherEnvironmentsObjectsAreAnothers() {
		String other = RealCluster.freshName();
		apply(RealCluster.manifests(this.name));
		apply(RealCluster.manifests(other));
		Manifests none = Manifests.none(this.name);
		assertThat(baseline.plan(none, Consent.NONE).changes()).isNotEmpty()
			.allMatch((change) -> change.object().home().equals(this.name));
	}

	@Test
	void aNamespaceWithOthersThingsStaysUnlessAgreed() {
		apply(RealCluster.manifests(this.name));
		make("foreign", Map.of());
		Manifests none = Manifests.none(this.name);
		try (Baseline almighty = cluster.almighty()) {
			Changes kept = almighty.plan(none, Consent.NONE);
			assertThat(kept.that(Action.KEPT)).singleElement()
				.satisfies((change) -> assertThat(change.refusal().orElseThrow().sentence())
					.isEqualTo(("Namespace %s is no longer declared, but has what may be others': ConfigMap foreign; "
							+ "it stays.")
						.formatted(this.name)));
			assertThat(almighty.apply(none, Consent.NONE, kept.digest()).complete()).isTrue();
			assertThat(names()).contains("foreign").doesNotContain("environment");
			// It is still ours, and goes once it is empty.
			admin.configMaps().inNamespace(this.name).withName("foreign").delete();
			Changes empty = almighty.plan(none, Consent.NONE);
			assertThat(empty.that(Action.REMOVED)).extracting((change) -> change.object().kind())
				.containsExactly("Namespace");
			assertThat(almighty.apply(none, Consent.NONE, empty.digest()).complete()).isTrue();
		}
		awaitEnd();
	}

	@Test
	void whatCannotBeLookedAtCountsAsOthers() {
		apply(RealCluster.manifests(this.name));
		Manifests none = Manifests.none(this.name);
		assertThat(baseline.plan(none, Consent.NONE).that(Action.KEPT)).singleElement()
			.satisfies((change) -> assertThat(change.refusal().orElseThrow().sentence())
				.contains("secrets that we may not look at"));
		Consent all = new Consent(false, true);
		Changes changes = baseline.plan(none, all);
		assertThat(baseline.apply(none, all, changes.digest()).complete()).isTrue();
		awaitEnd();
	}

	/**
	 * Its end takes controllers some seconds, which is no concern of ours.
	 */
	private void awaitEnd() {
		Eventually.that(RealCluster.SOON, () -> {
			Namespace namespace = admin.namespaces().withName(this.name).get();
			return namespace == null || namespace.getMetadata().getDeletionTimestamp() != null;
		});
	}

	private static void apply(Manifests wanted) {
		Applied applied = baseline.apply(wanted, Consent.NONE, baseline.plan(wanted, Consent.NONE).digest());
		assertThat(applied.refused()).isEmpty();
	}

	private ConfigMap map(String name, Map<String, String> labels) {
		return new ConfigMapBuilder().withNewMetadata()
			.withName(name)
			.withNamespace(this.name)
			.withLabels(labels)
			.endMetadata()
			.addToData("a", "b")
			.build();
	}

	private void make(String name, Map<String, String> labels) {
		admin.resource(map(name, labels)).create();
	}

	private List<String> names() {
		return admin.configMaps()
			.inNamespace(this.name)
			.list()
			.getItems()
			.stream()
			.map((map) -> map.getMetadata().getName())
			.toList();
	}

}

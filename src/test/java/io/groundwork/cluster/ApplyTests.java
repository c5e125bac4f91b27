package io.groundwork.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.cluster.Change.Action;
import io.groundwork.cluster.Change.Conflict;
import io.groundwork.cluster.Change.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Environments' objects on a real API server, applied by the identity that does so in
 * production.
 */
class ApplyTests {

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
	void appliedTwiceTheSecondTimeChangesNothing() {
		Manifests wanted = RealCluster.manifests(this.name);
		Changes first = baseline.plan(wanted, Consent.NONE);
		assertThat(first.changes()).hasSameSizeAs(wanted.refs()).allMatch((change) -> change.action() == Action.ADDED);
		Applied applied = baseline.apply(wanted, Consent.NONE, first.digest());
		assertThat(applied.refused()).isEmpty();
		assertThat(applied.done()).isEqualTo(wanted.refs());

		Map<String, String> versions = versions();
		Changes second = baseline.plan(wanted, Consent.NONE);
		assertThat(second.changes()).allMatch((change) -> change.action() == Action.UNCHANGED);
		assertThat(second.nothing()).isTrue();
		assertThat(baseline.apply(wanted, Consent.NONE, second.digest()).done()).isEmpty();
		assertThat(versions()).isEqualTo(versions);
	}

	@Test
	void aClusterThatIsStillEmptyGetsWhatWasSaidBeforeItExisted() {
		Manifests wanted = RealCluster.manifests(this.name);
		Changes before = Changes.fresh(wanted, Consent.NONE);
		assertThat(before.changes()).allMatch((change) -> change.action() == Action.ADDED);
		assertThat(baseline.plan(wanted, Consent.NONE)).isEqualTo(before);
	}

	@Test
	void aChangeTellsEachFieldBeforeAndAfterAndNothingElse() {
		apply(RealCluster.manifests(this.name));
		Manifests wanted = Manifests.read(this.name,
				Map.of("environment.yaml",
						RealCluster.resource("environment.yaml")
							.replace("pods: \"120\"", "pods: \"150\"")
							.replace("    persistentvolumeclaims: \"20\"\n", "")
							.replace("- {port: 8080}", "- {port: 8080}\n        - {port: 9090}")
							.replace("NAMESPACE", this.name)
							.replace("ENVIRONMENT", this.name)));
		Changes changes = baseline.plan(wanted, Consent.NONE);
		assertThat(changes.that(Action.CHANGED)).extracting((change) -> change.object().toString())
			.containsExactly("NetworkPolicy %s/allow-ingress".formatted(this.name),
					"ResourceQuota %s/environment".formatted(this.name));
		assertThat(changes.that(Action.CHANGED).getFirst().fields())
			.containsExactly(field("spec.ingress[0].ports[1].port", null, "9090"));
		assertThat(changes.that(Action.CHANGED).getLast().fields()).containsExactly(
				field("spec.hard.persistentvolumeclaims", "20", null), field("spec.hard.pods", "120", "150"));
		assertThat(changes.changes()).filteredOn((change) -> change.action() != Action.CHANGED)
			.allMatch((change) -> change.action() == Action.UNCHANGED);
		assertThat(baseline.apply(wanted, Consent.NONE, changes.digest()).done()).hasSize(2);
		assertThat(baseline.plan(wanted, Consent.NONE).nothing()).isTrue();
	}

	@Test
	void whatChangedSinceItWasAgreedToIsStale() {
		Manifests wanted = RealCluster.manifests(this.name);
		apply(wanted);
		Manifests more = RealCluster.manifests(this.name, service("ledger"));
		String agreed = baseline.plan(more, Consent.NONE).digest();
		assertThat(baseline.plan(more, Consent.NONE).digest()).isEqualTo(agreed);

		admin.configMaps().inNamespace(this.name).withName("environment").delete();
		assertThatExceptionOfType(StaleChangesException.class)
			.isThrownBy(() -> baseline.apply(more, Consent.NONE, agreed))
			.satisfies((stale) -> assertThat(stale.changes().that(Action.ADDED)).hasSize(2));
		assertThat(admin.services().inNamespace(this.name).list().getItems()).isEmpty();
	}

	@Test
	void aFieldThatSomebodyElseHasSetIsNotTakenUnlessAgreed() {
		Manifests wanted = RealCluster.manifests(this.name);
		apply(wanted);
		ResourceQuota quota = admin.resourceQuotas().inNamespace(this.name).withName("environment").get();
		quota.getMetadata().setManagedFields(null);
		quota.getSpec().getHard().put("pods", new io.fabric8.kubernetes.api.model.Quantity("7"));
		admin.resource(quota).fieldManager("night-shift").forceConflicts().serverSideApply();

		Changes changes = baseline.plan(wanted, Consent.NONE);
		Change conflicted = changes.that(Action.CONFLICTED).getFirst();
		assertThat(conflicted.conflicts()).containsExactly(new Conflict("night-shift", "spec.hard.pods"));
		assertThat(conflicted.fields()).containsExactly(field("spec.hard.pods", "7", "120"));
		Applied refused = baseline.apply(wanted, Consent.NONE, changes.digest());
		assertThat(refused.done()).isEmpty();
		assertThat(refused.refused().values()).singleElement()
			.satisfies((why) -> assertThat(why.kind()).isEqualTo(Refusal.Kind.CONFLICT));

		Consent consent = new Consent(true, false);
		Changes agreed = baseline.plan(wanted, consent);
		assertThat(agreed.digest()).isNotEqualTo(changes.digest());
		assertThat(baseline.apply(wanted, consent, agreed.digest()).complete()).isTrue();
		assertThat(baseline.plan(wanted, Consent.NONE).nothing()).isTrue();
	}

	@Test
	void theThirtyFirstServiceIsRefusedWithASentence() {
		String thirty = IntStream.rangeClosed(1, 30)
			.mapToObj((i) -> service("service-" + i))
			.collect(Collectors.joining());
		apply(RealCluster.manifests(this.name, thirty));
		Manifests wanted = RealCluster.manifests(this.name, thirty, service("service-31"));
		Changes changes = baseline.plan(wanted, Consent.NONE);
		Change refused = changes.that(Action.REFUSED).getFirst();
		Refusal why = refused.refusal().orElseThrow();
		assertThat(why.kind()).isEqualTo(Refusal.Kind.QUOTA);
		assertThat(why.sentence()).isEqualTo(
				"Service %1$s/service-31 does not fit: %1$s has 30 services of the 30 that its quota environment allows."
					.formatted(this.name));
		assertThat(why.remedy()).contains("Remove what is no longer needed", "more services");
		assertThat(baseline.apply(wanted, Consent.NONE, changes.digest()).refused()).containsOnlyKeys(refused.object());
	}

	@Test
	void whatBecomesTooMuchOnlyTogetherStopsWithWhatWasDone() {
		apply(RealCluster.manifests(this.name));
		String many = IntStream.rangeClosed(1, 33)
			.mapToObj((i) -> service("service-" + i))
			.collect(Collectors.joining());
		Manifests wanted = RealCluster.manifests(this.name, many);
		Applied applied = baseline.apply(wanted, Consent.NONE, baseline.plan(wanted, Consent.NONE).digest());
		assertThat(applied.done()).hasSize(30);
		assertThat(applied.refused()).hasSize(3);
		assertThat(applied.refused().values()).allMatch((why) -> why.kind() == Refusal.Kind.QUOTA);
		// What was made is known, and goes again.
		Manifests before = RealCluster.manifests(this.name);
		assertThat(baseline.plan(before, Consent.NONE).that(Action.REMOVED)).hasSize(30);
		apply(before);
		assertThat(admin.services().inNamespace(this.name).list().getItems()).isEmpty();
	}

	@Test
	void aPodThatBreaksTheSecurityStandardIsRefusedAndSoIsOneOnOthersPools() {
		apply(RealCluster.manifests(this.name));
		Refusal privileged = refusal(pod("bad", "privileged: true", this.name));
		assertThat(privileged.kind()).isEqualTo(Refusal.Kind.POD_SECURITY);
		assertThat(privileged.sentence())
			.startsWith(
					"Pod %s/bad breaks the security standard \"restricted\" of its namespace: ".formatted(this.name))
			.contains("privileged");
		String quiet = "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true, "
				+ "seccompProfile: {type: RuntimeDefault}";
		Refusal stray = refusal(pod("stray", quiet, "other"));
		assertThat(stray.kind()).isEqualTo(Refusal.Kind.POLICY);
		assertThat(stray.sentence()).contains("environment-pools", "nodeSelector groundwork.io/environment");
		assertThat(post(pod("good", quiet, this.name)).ok()).isTrue();
	}

	@Test
	void whatCannotBeAppliedIsSaidBefore() {
		Manifests wanted = RealCluster.manifests(this.name, """
				---
				{apiVersion: v1, kind: ConfigMap, metadata: {name: typo, namespace: NAMESPACE}, dta: {}}
				---
				{apiVersion: example.com/v1, kind: Widget, metadata: {name: one, namespace: NAMESPACE}, spec: {}}
				---
				{apiVersion: v1, kind: ConfigMap, metadata: {name: nowhere}}
				---
				{apiVersion: v1, kind: Secret, metadata: {name: plain, namespace: NAMESPACE}, stringData: {a: b}}
				---
				{apiVersion: v1, kind: ConfigMap, metadata: {name: strange, namespace: kube-system}}
				""");
		apply(RealCluster.manifests(this.name));
		Changes changes = baseline.plan(wanted, Consent.NONE);
		assertThat(changes.that(Action.REFUSED)).extracting((change) -> change.object().name())
			.containsExactlyInAnyOrder("typo", "one", "nowhere", "plain", "strange");
		assertThat(why(changes, "typo").sentence()).contains("dta");
		assertThat(why(changes, "one").kind()).isEqualTo(Refusal.Kind.UNKNOWN_KIND);
		assertThat(why(changes, "nowhere").sentence()).contains("names no namespace");
		assertThat(why(changes, "plain").sentence()).startsWith("groundwork-baseline may not patch secrets in ");
		assertThat(why(changes, "strange").sentence()).contains("groundwork-baseline", "no environment's");
	}

	private static Refusal why(Changes changes, String name) {
		return changes.changes()
			.stream()
			.filter((change) -> change.object().name().equals(name))
			.flatMap((change) -> change.refusal().stream())
			.findFirst()
			.orElseThrow();
	}

	@Test
	void valuesOfSecretsAreNotShownAndCountNevertheless() {
		try (Baseline almighty = cluster.almighty()) {
			String secret = """
					---
					{apiVersion: v1, kind: Secret, metadata: {name: plain, namespace: NAMESPACE}, stringData: {key: canary-ohT8}}
					""";
			Manifests wanted = RealCluster.manifests(this.name, secret);
			Changes first = almighty.plan(wanted, Consent.NONE);
			assertThat(almighty.apply(wanted, Consent.NONE, first.digest()).complete()).isTrue();
			assertThat(almighty.plan(wanted, Consent.NONE).nothing()).isTrue();
			Changes one = almighty.plan(RealCluster.manifests(this.name, secret.replace("ohT8", "Eek4")), Consent.NONE);
			Changes other = almighty.plan(RealCluster.manifests(this.name, secret.replace("ohT8", "vai7")),
					Consent.NONE);
			assertThat(one.that(Action.CHANGED).getFirst().fields())
				.containsExactly(field("data.key", Change.HIDDEN, Change.HIDDEN));
			assertThat(one.changes()).isEqualTo(other.changes());
			assertThat(one.digest()).isNotEqualTo(other.digest());
			assertThat(JsonMapper.shared().writeValueAsString(List.of(first, one, other))).doesNotContain("canary",
					"Y2FuYXJ5");
		}
	}

	@Test
	void aKindAndItsObjectsComeTogether() {
		String definition = """
				---
				apiVersion: apiextensions.k8s.io/v1
				kind: CustomResourceDefinition
				metadata: {name: widgets.NAMESPACE.example.com}
				spec:
				  group: NAMESPACE.example.com
				  scope: Namespaced
				  names: {kind: Widget, plural: widgets, singular: widget}
				  versions:
				    - name: v1
				      served: true
				      storage: true
				      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
				---
				apiVersion: NAMESPACE.example.com/v1
				kind: Widget
				metadata: {name: one, namespace: NAMESPACE}
				spec: {size: 3}
				""";
		try (Baseline almighty = cluster.almighty()) {
			Manifests wanted = RealCluster.manifests(this.name, definition);
			Applied applied = almighty.apply(wanted, Consent.NONE, Changes.fresh(wanted, Consent.NONE).digest());
			assertThat(applied.refused()).isEmpty();
			assertThat(almighty.plan(wanted, Consent.NONE).nothing()).isTrue();
		}
	}

	@Test
	void sixtyObjectsTakeAboutASecond() {
		String more = IntStream.rangeClosed(1, 49)
			.mapToObj((
					i) -> "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: map-%d, namespace: NAMESPACE}, data: {a: b}}\n"
						.formatted(i))
			.collect(Collectors.joining());
		Manifests wanted = RealCluster.manifests(this.name, more);
		assertThat(wanted.refs()).hasSize(60);
		long start = System.nanoTime();
		Changes changes = baseline.plan(wanted, Consent.NONE);
		long planned = System.nanoTime();
		assertThat(baseline.apply(wanted, Consent.NONE, changes.digest()).complete()).isTrue();
		long applied = System.nanoTime();
		assertThat(baseline.plan(wanted, Consent.NONE).nothing()).isTrue();
		System.out.printf("60 objects: planned in %d ms, applied in %d ms, planned again in %d ms%n",
				(planned - start) / 1_000_000, (applied - planned) / 1_000_000,
				(System.nanoTime() - applied) / 1_000_000);
		// On a machine that is shared; what it takes alone is a figure.
		assertThat(Duration.ofNanos(applied - planned)).isLessThan(Duration.ofSeconds(5));
	}

	private void apply(Manifests wanted) {
		Applied applied = baseline.apply(wanted, Consent.NONE, baseline.plan(wanted, Consent.NONE).digest());
		assertThat(applied.refused()).isEmpty();
	}

	private static Field field(String path, @org.jspecify.annotations.Nullable String before,
			@org.jspecify.annotations.Nullable String after) {
		return new Field(path, java.util.Optional.ofNullable(before), java.util.Optional.ofNullable(after));
	}

	private static String service(String name) {
		return "---\n{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: NAMESPACE}, spec: {ports: [{port: 80}]}}\n"
			.formatted(name);
	}

	private static String pod(String name, String security, String environment) {
		return """
				{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {nodeSelector: {groundwork.io/environment: %s},
				containers: [{name: app, image: 'registry.example/app:1', securityContext: {%s}}]}}""".formatted(name,
				environment, security);
	}

	private Api.Answer post(String yaml) {
		return new Api(admin).post("/api/v1/namespaces/%s/pods".formatted(this.name),
				(ObjectNode) Yaml.read("pod", yaml).getFirst());
	}

	private Refusal refusal(String yaml) {
		Api.Answer answer = post(yaml);
		assertThat(answer.ok()).isFalse();
		return Refusal.of(new Ref("v1", "Pod", this.name,
				Yaml.read("pod", yaml).getFirst().path("metadata").path("name").asString()), answer);
	}

	private Map<String, String> versions() {
		Map<String, String> versions = new TreeMap<>();
		for (ConfigMap map : admin.configMaps().inAnyNamespace().list().getItems()) {
			if (map.getMetadata().getNamespace().equals(this.name) || map.getMetadata().getName().endsWith(this.name)) {
				versions.put(map.getMetadata().getNamespace() + "/" + map.getMetadata().getName(),
						map.getMetadata().getResourceVersion());
			}
		}
		admin.network()
			.networkPolicies()
			.inNamespace(this.name)
			.list()
			.getItems()
			.forEach((one) -> versions.put(one.getMetadata().getName(), one.getMetadata().getResourceVersion()));
		versions.put("namespace", admin.namespaces().withName(this.name).get().getMetadata().getResourceVersion());
		return versions;
	}

}

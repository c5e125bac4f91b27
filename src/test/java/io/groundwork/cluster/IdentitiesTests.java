package io.groundwork.cluster;

import java.time.Duration;
import java.util.List;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the portal's identities may do, asked with tokens of theirs; that it is enough is
 * shown by all that {@link ApplyTests} and {@link PruningTests} do with the same.
 */
class IdentitiesTests {

	private static final String PLACE = RealCluster.freshName();

	private static RealCluster cluster;

	private static Baseline baseline;

	private static KubernetesClient grants;

	private static KubernetesClient admin;

	@BeforeAll
	static void start() {
		cluster = RealCluster.shared();
		baseline = cluster.baseline();
		grants = cluster.as(Identities.GRANTS);
		admin = cluster.admin();
		Manifests all = RealCluster.manifests(PLACE);
		assertThat(baseline.apply(all, Consent.NONE, baseline.plan(all, Consent.NONE).digest()).complete()).isTrue();
	}

	@AfterAll
	static void stop() {
		baseline.close();
		grants.close();
		admin.close();
	}

	@ParameterizedTest(name = "{0} {1} {2} {3} in {4}: {5}")
	@CsvSource(nullValues = "-", value = {
			// who, verb, group, resource, namespace, may
			"baseline, patch, '', namespaces, -, true", "baseline, delete, '', namespaces, -, true",
			"baseline, create, '', resourcequotas, HERE, true",
			"baseline, patch, networking.k8s.io, networkpolicies, HERE, true",
			"baseline, create, rbac.authorization.k8s.io, roles, HERE, true",
			"baseline, create, bitnami.com, sealedsecrets, HERE, true",
			"baseline, patch, rbac.authorization.k8s.io, clusterroles/portal-viewer, -, true",
			"baseline, patch, rbac.authorization.k8s.io, clusterroles, -, false",
			"baseline, patch, rbac.authorization.k8s.io, clusterroles/groundwork-ceiling, -, false",
			"baseline, patch, rbac.authorization.k8s.io, clusterroles/cluster-admin, -, false",
			"baseline, bind, rbac.authorization.k8s.io, clusterroles/cluster-admin, -, false",
			"baseline, escalate, rbac.authorization.k8s.io, clusterroles/portal-operator, -, false",
			"baseline, escalate, rbac.authorization.k8s.io, roles, HERE, false",
			"baseline, create, rbac.authorization.k8s.io, clusterrolebindings, -, false",
			"baseline, patch, admissionregistration.k8s.io, validatingadmissionpolicies/environment-pools, -, true",
			"baseline, delete, admissionregistration.k8s.io, validatingadmissionpolicies/groundwork-baseline, -, false",
			"baseline, delete, admissionregistration.k8s.io, validatingadmissionpolicybindings/groundwork-ceiling, -, false",
			"baseline, get, '', secrets, HERE, false", "baseline, list, '', secrets, -, false",
			"baseline, create, '', secrets, HERE, false", "baseline, impersonate, '', users, -, false",
			"baseline, create, '', serviceaccounts/groundwork-grants.token, groundwork-system, false",
			"baseline, create, '', serviceaccounts/default.token, kube-system, false",
			"baseline, create, '', pods, HERE, false", "baseline, patch, '', nodes, -, false",
			"baseline, get, '', nodes.proxy, -, false", "baseline, approve, certificates.k8s.io, signers, -, false",

			"grants, watch, '', nodes, -, true", "grants, watch, '', resourcequotas, -, true",
			"grants, list, '', namespaces, -, true", "grants, create, '', serviceaccounts, groundwork-grants, true",
			"grants, delete, '', secrets, groundwork-grants, true",
			"grants, create, '', serviceaccounts/grant-1.token, groundwork-grants, true",
			"grants, create, '', serviceaccounts/groundwork-baseline.token, groundwork-system, true",
			"grants, create, '', serviceaccounts/groundwork-grants.token, groundwork-system, true",
			"grants, create, '', serviceaccounts/default.token, groundwork-system, false",
			"grants, create, '', serviceaccounts/services.token, HERE, false",
			"grants, create, '', serviceaccounts/default.token, kube-system, false",
			"grants, create, rbac.authorization.k8s.io, rolebindings, HERE, true",
			"grants, create, rbac.authorization.k8s.io, rolebindings, kube-system, false",
			"grants, patch, rbac.authorization.k8s.io, rolebindings, HERE, false",
			"grants, bind, rbac.authorization.k8s.io, clusterroles/portal-viewer, HERE, true",
			"grants, bind, rbac.authorization.k8s.io, clusterroles/portal-viewer, -, false",
			"grants, bind, rbac.authorization.k8s.io, clusterroles/cluster-admin, HERE, false",
			"grants, create, rbac.authorization.k8s.io, roles, HERE, false",
			"grants, create, rbac.authorization.k8s.io, clusterrolebindings, -, false",
			"grants, escalate, rbac.authorization.k8s.io, roles, HERE, false",
			"grants, create, networking.k8s.io, networkpolicies, HERE, false",
			"grants, delete, '', namespaces, -, false", "grants, get, '', secrets, HERE, false",
			"grants, list, '', secrets, groundwork-grants, false", "grants, get, '', secrets, groundwork-system, false",
			"grants, get, '', pods, HERE, false", "grants, list, '', pods, HERE, true",
			"grants, list, '', pods, kube-system, false", "grants, list, '', serviceaccounts, HERE, true",
			"grants, list, rbac.authorization.k8s.io, roles, HERE, true", "grants, list, '', secrets, HERE, false",
			"grants, list, certificates.k8s.io, certificatesigningrequests, -, true",
			"grants, update, certificates.k8s.io, certificatesigningrequests/any.approval, -, false",
			"grants, list, admissionregistration.k8s.io, mutatingwebhookconfigurations, -, true",
			"grants, list, rbac.authorization.k8s.io, clusterrolebindings, -, true",
			"grants, get, '', configmaps, groundwork-system, true",
			"grants, patch, '', configmaps, groundwork-system, false",
			"grants, impersonate, '', serviceaccounts, groundwork-system, false",
			"grants, patch, admissionregistration.k8s.io, validatingadmissionpolicies/groundwork-grants, -, false" })
	void mayDoThisAndNotThat(String who, String verb, String group, String resource,
			@org.jspecify.annotations.Nullable String namespace, boolean may) {
		KubernetesClient client = who.equals("grants") ? grants : baseline.client();
		// resource[/name][.subresource]
		String[] named = resource.split("/", 2);
		String[] below = ((named.length > 1) ? named[1] : named[0]).split("\\.", 2);
		SelfSubjectAccessReview asked = new SelfSubjectAccessReviewBuilder().withNewSpec()
			.withNewResourceAttributes()
			.withVerb(verb)
			.withGroup(group)
			.withResource((named.length > 1) ? named[0] : below[0])
			.withName((named.length > 1) ? below[0] : null)
			.withSubresource((below.length > 1) ? below[1] : null)
			.withNamespace("HERE".equals(namespace) ? PLACE : namespace)
			.endResourceAttributes()
			.endSpec()
			.build();
		assertThat(client.resource(asked).create().getStatus().getAllowed()).isEqualTo(may);
	}

	@Test
	void baselineHandsOutNoMoreThanTheCeiling() {
		Refusal role = refusal(baseline.client(), "/apis/rbac.authorization.k8s.io/v1/clusterroles/portal-operator", """
				{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: portal-operator},
				rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}""");
		assertThat(role.kind()).isEqualTo(Refusal.Kind.ESCALATION);
		assertThat(role.sentence()).contains("would hand out more than", "secrets");
		Refusal binding = refusal(baseline
			.client(), "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings/mine".formatted(PLACE), """
					{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: mine},
					roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin},
					subjects: [{kind: ServiceAccount, name: groundwork-baseline, namespace: groundwork-system}]}""");
		assertThat(binding.kind()).isEqualTo(Refusal.Kind.ESCALATION);
	}

	@Test
	void baselineWritesOnlyInNamespacesOfEnvironments() {
		String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: mine}}";
		for (String namespace : List.of("kube-system", "default", "groundwork-system", "groundwork-grants")) {
			assertThat(refusal(baseline.client(), "/api/v1/namespaces/%s/configmaps/mine".formatted(namespace), map)
				.kind()).isEqualTo(Refusal.Kind.POLICY);
		}
		assertThat(refusal(baseline.client(), "/api/v1/namespaces/kube-system", """
				{apiVersion: v1, kind: Namespace, metadata: {name: kube-system,
				labels: {groundwork.io/environment: system}}}""").kind()).isEqualTo(Refusal.Kind.POLICY);
		assertThat(refusal(baseline.client(), "/api/v1/namespaces/unlabelled",
				"{apiVersion: v1, kind: Namespace, metadata: {name: unlabelled}}")
			.kind()).isEqualTo(Refusal.Kind.POLICY);
		assertThat(new Api(baseline.client())
			.delete("/api/v1/namespaces/groundwork-grants?dryRun=All", uidOf("groundwork-grants"))
			.status()).isBetween(400, 499);
	}

	@Test
	void baselineDoesNotUseWhatItHandsOut() {
		assertThat(refusal(baseline.client(), "/apis/apps/v1/namespaces/%s/deployments/mine".formatted(PLACE),
				"""
						{apiVersion: apps/v1, kind: Deployment, metadata: {name: mine}, spec: {selector: {matchLabels: {a: b}},
						template: {metadata: {labels: {a: b}}, spec: {containers: [{name: app, image: 'registry.example/app:1'}]}}}}""")
			.sentence()).contains("hands this right out and does not use it");
	}

	@Test
	void grantsLetsInOnlyWhomItMade() {
		String binding = """
				{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: grant-1},
				roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ROLE},
				subjects: [{kind: ServiceAccount, name: grant-1, namespace: WHERE}]}""";
		Api api = new Api(grants);
		String path = "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings?dryRun=All".formatted(PLACE);
		assertThat(post(api, path, binding.replace("ROLE", "portal-viewer").replace("WHERE", "groundwork-grants")).ok())
			.isTrue();
		Eventually.that(RealCluster.SOON,
				() -> !post(api, path, binding.replace("ROLE", "portal-viewer").replace("WHERE", "kube-system")).ok());
		assertThat(post(api, path, binding.replace("ROLE", "cluster-admin").replace("WHERE", "groundwork-grants")).ok())
			.isFalse();
		assertThat(post(api, path,
				binding.replace("ROLE", "groundwork-grants-environment").replace("WHERE", "groundwork-grants"))
			.status()).isEqualTo(403);
	}

	@Test
	void nobodyHasATokenThatNeverEndsWherePeopleAreLetIn() {
		String secret = """
				{apiVersion: v1, kind: Secret, type: TYPE, metadata: {name: mine,
				annotations: {kubernetes.io/service-account.name: default}}}""";
		String token = secret.replace("TYPE", "kubernetes.io/service-account-token");
		Api api = new Api(admin);
		for (String namespace : List.of(PLACE, "groundwork-grants", "groundwork-system")) {
			String path = "/api/v1/namespaces/%s/secrets?dryRun=All".formatted(namespace);
			Eventually.that(RealCluster.SOON, () -> post(api, path, token).status() == 403);
			assertThat(post(api, path, secret.replace("TYPE", "Opaque")).ok()).isTrue();
		}
		assertThat(post(api, "/api/v1/namespaces/kube-system/secrets?dryRun=All", token).ok()).isTrue();
	}

	@Test
	void tokensEndWhenTheyAreMeantTo() {
		Api api = new Api(grants);
		assertThat(Identities.mint(api, Identities.BASELINE, Duration.ofMinutes(15)).expiresAt())
			.isBefore(java.time.Instant.now().plus(Duration.ofMinutes(16)));
		Eventually.that(RealCluster.SOON, () -> !token(api, Identities.SYSTEM, Identities.BASELINE, 3600).ok());
		assertThat(token(api, Identities.SYSTEM, Identities.GRANTS, 2592000 + 1).ok()).isFalse();
		admin.serviceAccounts()
			.inNamespace(Identities.GRANTS_NAMESPACE)
			.resource(new io.fabric8.kubernetes.api.model.ServiceAccountBuilder().withNewMetadata()
				.withName("grant-9")
				.endMetadata()
				.build())
			.create();
		assertThat(token(api, Identities.GRANTS_NAMESPACE, "grant-9", 86400).ok()).isTrue();
		assertThat(token(api, Identities.GRANTS_NAMESPACE, "grant-9", 86401).ok()).isFalse();
	}

	@Test
	void whatTheyAreMadeOfIsTheSameTheSecondTime() {
		String before = versions();
		Identities.make(new Api(admin));
		assertThat(versions()).isEqualTo(before);
	}

	private static String versions() {
		Kinds kinds = Kinds.of(new Api(admin));
		StringBuilder versions = new StringBuilder();
		for (Manifest manifest : Identities.all()) {
			versions.append(new Api(admin).get(kinds.find(manifest.ref()).orElseThrow().path(manifest.ref()))
				.orRefused(manifest.ref())
				.path("metadata")
				.path("generation")
				.asString("") + manifest.ref());
		}
		return versions.toString();
	}

	private static Api.Answer token(Api api, String namespace, String account, long seconds) {
		return post(api, "/api/v1/namespaces/%s/serviceaccounts/%s/token?dryRun=All".formatted(namespace, account),
				"{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, metadata: {}, spec: {expirationSeconds: %d}}"
					.formatted(seconds));
	}

	private static Api.Answer post(Api api, String path, String yaml) {
		return api.post(path, object(yaml));
	}

	private static ObjectNode object(String yaml) {
		return (ObjectNode) Yaml.read("test", yaml).getFirst();
	}

	private static String uidOf(String namespace) {
		return admin.namespaces().withName(namespace).get().getMetadata().getUid();
	}

	/**
	 * Why a dry run of it is refused, once policies are in force.
	 */
	private static Refusal refusal(KubernetesClient client, String path, String yaml) {
		Api api = new Api(client);
		Eventually.that(RealCluster.SOON, () -> !api.apply(path, object(yaml), true, true).ok());
		Api.Answer answer = api.apply(path, object(yaml), true, true);
		assertThat(answer.ok()).isFalse();
		return Refusal.of(new Ref("v1", object(yaml).path("kind").asString(), PLACE, "mine"), answer);
	}

}

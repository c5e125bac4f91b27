package io.groundwork.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All that somebody could do who has stolen the portal's own identities: what a real API
 * server says that they may in each kind of namespace, and what of that its policies
 * refuse nevertheless. The list is read by people; -Ddocs.write=true writes it anew.
 */
class StolenIdentityTest {

	private static final Path LIST = Path.of("docs/stolen-identity.txt");

	private static final String PLACE = RealCluster.freshName();

	private static final List<String> HEAD = List.of(
			"What somebody could do in a cluster who has stolen the portal's identities, as a real API server says.",
			"Verbs, then what; [name] where only that one. What everybody may who is known there is left out.");

	private static final String BINDING = """
			POST /apis/rbac.authorization.k8s.io/v1/namespaces/HERE/rolebindings
			{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: mine},
			roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ROLE},
			subjects: [{kind: ServiceAccount, name: any, namespace: WHERE}]}""";

	private static final String TOKEN = """
			POST /api/v1/namespaces/WHERE/serviceaccounts/WHOM/token
			{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, metadata: {}, spec: {expirationSeconds: SECONDS}}""";

	private static final String POD = """
			POST /api/v1/namespaces/HERE/pods
			{apiVersion: v1, kind: Pod, metadata: {name: mine}, spec: {containers: [{name: app, image: app}]}}""";

	private static final String ENDLESS = """
			POST /api/v1/namespaces/groundwork-grants/secrets
			{apiVersion: v1, kind: Secret, type: kubernetes.io/service-account-token, metadata: {name: mine,
			annotations: {kubernetes.io/service-account.name: default}}}""";

	private static final String ELSEWHERE = """
			POST /api/v1/namespaces/kube-system/configmaps
			{apiVersion: v1, kind: ConfigMap, metadata: {name: mine}}""";

	private static final String NAMESPACE = """
			POST /api/v1/namespaces
			{apiVersion: v1, kind: Namespace, metadata: {name: mine}}""";

	private static final String ROLE = """
			POST /apis/rbac.authorization.k8s.io/v1/namespaces/HERE/roles
			{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: mine},
			rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}""";

	private static final String REVIEW = "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: %s}}";

	@Test
	void theListSaysAllThatTheyCanDo() throws IOException {
		RealCluster cluster = RealCluster.shared();
		Manifests all = RealCluster.manifests(PLACE);
		try (Baseline owner = cluster.baseline()) {
			assertThat(owner.apply(all, Consent.NONE, owner.plan(all, Consent.NONE).digest()).complete()).isTrue();
		}
		StringBuilder list = new StringBuilder(String.join("\n", HEAD)).append('\n');
		try (KubernetesClient grants = cluster.as(Identities.GRANTS);
				KubernetesClient baseline = cluster.as(Identities.BASELINE);
				KubernetesClient nobody = cluster.as("default")) {
			list.append("\n# groundwork-grants: kept by the portal, sealed, seven days\n");
			may(list, grants, nobody);
			list.append("\npolicies refuse of that:\n");
			refused(list, grants, "to let in an account that it did not make",
					BINDING.replace("ROLE", "portal-operator").replace("WHERE", "kube-system"));
			refused(list, grants, "to let somebody in as anything but viewer or operator",
					BINDING.replace("ROLE", "groundwork-grants-environment").replace("WHERE", "groundwork-grants"));
			refused(list, grants, "to show out anybody but those whom it let in", """
					DELETE /apis/rbac.authorization.k8s.io/v1/namespaces/HERE/rolebindings/groundwork-grants
					{apiVersion: v1, kind: DeleteOptions}""");
			refused(list, grants, "a person's token of more than a day",
					TOKEN.replace("WHERE", "groundwork-grants")
						.replace("WHOM", account(cluster))
						.replace("SECONDS", "86401"));
			refused(list, grants, "a run's token of more than a quarter of an hour",
					TOKEN.replace("WHERE", "groundwork-system")
						.replace("WHOM", Identities.BASELINE)
						.replace("SECONDS", "901"));
			refused(list, grants, "a token of its own of more than thirty days",
					TOKEN.replace("WHERE", "groundwork-system")
						.replace("WHOM", Identities.GRANTS)
						.replace("SECONDS", "2592001"));
			refused(list, grants, "a Secret with a token that never ends", ENDLESS);
			list.append("\n# groundwork-baseline: minted for a run, ten minutes\n");
			may(list, baseline, nobody);
			list.append("\npolicies refuse of that:\n");
			refused(list, baseline, "to use what it holds to hand out", POD);
			refused(list, baseline, "to write where no environment is", ELSEWHERE);
			refused(list, baseline, "to make a namespace that is no environment's", NAMESPACE);
			refused(list, baseline, "to hand out more than the ceiling", ROLE);
		}
		try (KubernetesClient breakGlass = breakGlass(cluster); KubernetesClient nobody = cluster.as("default")) {
			list.append("\n# groundwork-break-glass: kept by the portal and in key files, sealed, thirty days\n");
			may(list, breakGlass, nobody);
			list.append("\npolicies refuse of that:\n");
			refused(list, breakGlass, "to let in an account that it did not make",
					BINDING.replace("ROLE", "portal-break-glass").replace("WHERE", "kube-system"));
			refused(list, breakGlass, "to let itself in",
					BINDING.replace("ROLE", "portal-break-glass")
						.replace("WHERE", "groundwork-break-glass")
						.replace("name: any", "name: groundwork-break-glass"));
			refused(list, breakGlass, "to let somebody in where no environment is",
					BINDING.replace("ROLE", "portal-break-glass")
						.replace("WHERE", "groundwork-break-glass")
						.replace("HERE", "kube-system"));
			refused(list, breakGlass, "a token of its own of more than thirty days",
					TOKEN.replace("WHERE", "groundwork-break-glass")
						.replace("WHOM", "groundwork-break-glass")
						.replace("SECONDS", "2592001"));
			refused(list, breakGlass,
					"a token of its own that is bound to nothing, and so outlives its being made anew",
					TOKEN.replace("WHERE", "groundwork-break-glass")
						.replace("WHOM", "groundwork-break-glass")
						.replace("SECONDS", "900"));
			refused(list, breakGlass, "a token of its own that is bound to what is not looked for then",
					TOKEN.replace("WHERE", "groundwork-break-glass")
						.replace("WHOM", "groundwork-break-glass")
						.replace("SECONDS", "900, boundObjectRef: {apiVersion: v1, kind: Secret, name: mine}"));
			refused(list, breakGlass, "a Secret with a token that never ends",
					ENDLESS.replace("groundwork-grants", "groundwork-break-glass"));
		}
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(LIST, list);
		}
		assertThat(list.toString()).isEqualTo(Files.readString(LIST));
	}

	private static KubernetesClient breakGlass(RealCluster cluster) {
		Kubeconfig admin = Kubeconfig.read(cluster.kubeconfig());
		try (KubernetesClient client = cluster.admin()) {
			Token token = Identities.mintBound(new Api(client), Issuer.BREAK_GLASS, "issuer-stolen",
					Duration.ofMinutes(15));
			return Connections.to(admin.address(), admin.authority(), token::value);
		}
	}

	private static String account(RealCluster cluster) {
		try (KubernetesClient admin = cluster.admin()) {
			admin.serviceAccounts()
				.inNamespace(Identities.GRANTS_NAMESPACE)
				.resource(new io.fabric8.kubernetes.api.model.ServiceAccountBuilder().withNewMetadata()
					.withName("grant-77")
					.endMetadata()
					.build())
				.serverSideApply();
		}
		return "grant-77";
	}

	private static void may(StringBuilder list, KubernetesClient thief, KubernetesClient nobody) {
		Set<String> everywhere = rules(thief, "kube-system");
		everywhere.removeAll(rules(nobody, "kube-system"));
		list.append("\neverywhere:\n");
		everywhere.forEach((rule) -> list.append("  ").append(rule).append('\n'));
		for (String namespace : List.of("kube-system", "groundwork-system", "groundwork-grants",
				"groundwork-break-glass", PLACE)) {
			Set<String> rules = rules(thief, namespace);
			rules.removeAll(rules(nobody, namespace));
			rules.removeAll(everywhere);
			list.append("\nin ")
				.append(namespace.equals(PLACE) ? "the namespace of an environment" : namespace)
				.append(rules.isEmpty() ? ": nothing more\n" : ":\n");
			rules.forEach((rule) -> list.append("  ").append(rule).append('\n'));
		}
	}

	/**
	 * What somebody may in a namespace, a line for each thing.
	 */
	private static Set<String> rules(KubernetesClient client, String namespace) {
		Ref ref = new Ref("authorization.k8s.io/v1", "SelfSubjectRulesReview", "", "me");
		JsonNode status = new Api(client)
			.post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", object(REVIEW.formatted(namespace)))
			.orRefused(ref)
			.path("status");
		assertThat(status.path("incomplete").asBoolean(true)).isFalse();
		TreeMap<String, Set<String>> verbs = new TreeMap<>();
		for (JsonNode rule : status.path("resourceRules")) {
			for (JsonNode group : rule.path("apiGroups")) {
				for (JsonNode resource : rule.path("resources")) {
					String what = resource.asString() + (group.asString().isEmpty() ? "" : "." + group.asString());
					List<String> names = rule.path("resourceNames").valueStream().map(JsonNode::asString).toList();
					(names.isEmpty() ? List.of("") : names).forEach((name) -> rule.path("verbs")
						.forEach((verb) -> verbs
							.computeIfAbsent(name.isEmpty() ? what : "%s [%s]".formatted(what, name),
									(key) -> new TreeSet<>())
							.add(verb.asString())));
				}
			}
		}
		Set<String> lines = new TreeSet<>();
		verbs.forEach((what, all) -> lines.add("%s: %s".formatted(what, String.join(", ", all))));
		return lines;
	}

	private static void refused(StringBuilder list, KubernetesClient thief, String what, String request) {
		String[] parts = request.replace("HERE", PLACE).split("\n", 2);
		String path = parts[0].split(" ")[1] + "?dryRun=All";
		Api api = new Api(thief);
		ObjectNode body = object(parts[1]);
		// Policies take a moment to be in force.
		Eventually.that(RealCluster.SOON,
				() -> (parts[0].startsWith("DELETE") ? api.delete(path) : api.post(path, body)).status() == 403);
		list.append("  ").append(what).append('\n');
	}

	private static ObjectNode object(String yaml) {
		return (ObjectNode) Yaml.read("test", yaml).getFirst();
	}

}

package io.groundwork.access;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.Portal;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What somebody who operates production tries in order to stay, or to get further: none
 * of it is let through by a real API server.
 */
class EscapeTest {

	private final Portal portal = Portal.shared();

	private final OpenCluster cluster = OpenCluster.to(this.portal);

	@Test
	void anOperatorGetsNoFurtherAndDoesNotStay() {
		Environment own = this.cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		Environment foreign = this.cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		String here = this.cluster.namespace(own);
		String there = this.cluster.namespace(foreign);
		Map<String, String> tries = new LinkedHashMap<>();
		tries.put("a token of an account of the namespace",
				"""
						POST /api/v1/namespaces/%s/serviceaccounts/default/token
						{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{},"spec":{"expirationSeconds":86400}}"""
					.formatted(here));
		tries.put("a token of one's own account that lasts longer",
				"""
						POST /api/v1/namespaces/groundwork-grants/serviceaccounts/grant-1/token
						{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{},"spec":{"expirationSeconds":31536000}}""");
		tries.put("a token of the portal",
				"""
						POST /api/v1/namespaces/groundwork-system/serviceaccounts/groundwork-grants/token
						{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{},"spec":{"expirationSeconds":600}}""");
		tries.put("a role of one's own", """
				POST /apis/rbac.authorization.k8s.io/v1/namespaces/%s/roles
				{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"mine"},
				"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}""".formatted(here));
		tries.put("a binding of a greater role", """
				POST /apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings
				{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"mine"},
				"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
				"subjects":[{"kind":"ServiceAccount","name":"default","namespace":"%s"}]}""".formatted(here, here));
		tries.put("a binding of one's own role elsewhere", """
				POST /apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings
				{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"mine"},
				"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"portal-operator"},
				"subjects":[{"kind":"ServiceAccount","name":"grant-1","namespace":"groundwork-grants"}]}"""
			.formatted(there));
		tries.put("an account of one's own", """
				POST /api/v1/namespaces/%s/serviceaccounts
				{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"mine"}}""".formatted(here));
		tries.put("a Secret that makes a token which never ends", """
				POST /api/v1/namespaces/%s/secrets
				{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/service-account-token",
				"metadata":{"name":"mine","annotations":{"kubernetes.io/service-account.name":"default"}}}"""
			.formatted(here));
		tries.put("the same beside the grants", """
				POST /api/v1/namespaces/groundwork-grants/secrets
				{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/service-account-token",
				"metadata":{"name":"mine","annotations":{"kubernetes.io/service-account.name":"grant-1"}}}""");
		tries.put("a Secret of another namespace", "GET /api/v1/namespaces/%s/secrets".formatted(there));
		tries.put("the Secrets of one's own", "GET /api/v1/namespaces/%s/secrets".formatted(here));
		tries.put("the Secrets of all grants", "GET /api/v1/namespaces/groundwork-grants/secrets");
		tries.put("a pod that mounts an account", """
				POST /api/v1/namespaces/%s/pods
				{"apiVersion":"v1","kind":"Pod","metadata":{"name":"mine"},"spec":{"serviceAccountName":"default",
				"containers":[{"name":"a","image":"a"}]}}""".formatted(here));
		tries.put("a pod with the portal's account",
				"""
						POST /api/v1/namespaces/groundwork-system/pods
						{"apiVersion":"v1","kind":"Pod","metadata":{"name":"mine"},"spec":{"serviceAccountName":"groundwork-grants",
						"containers":[{"name":"a","image":"a"}]}}""");
		tries.put("a shell in another's pod",
				"POST /api/v1/namespaces/%s/pods/any/exec?command=sh&stdin=true".formatted(there));
		tries.put("a container beside another's", """
				PATCH /api/v1/namespaces/%s/pods/any/ephemeralcontainers
				{"spec":{"ephemeralContainers":[{"name":"a","image":"a"}]}}""".formatted(there));
		tries.put("the policy about grants away",
				"DELETE /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/groundwork-grants");
		tries.put("the policy about tokens weaker", """
				PATCH /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/groundwork-tokens
				{"spec":{"failurePolicy":"Ignore"}}""");
		tries.put("a webhook that sees everything",
				"""
						POST /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations
						{"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"mine"}}""");
		tries.put("a certificate to come in with",
				"""
						POST /apis/certificates.k8s.io/v1/certificatesigningrequests
						{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"mine"},
						"spec":{"request":"bWluZQ==","signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"]}}""");
		tries.put("a node's kubelet", "GET /api/v1/nodes/any/proxy/pods");
		tries.put("another namespace altogether", """
				POST /api/v1/namespaces
				{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"mine"}}""");
		tries.put("the environment's label off its namespace", """
				PATCH /api/v1/namespaces/%s
				{"metadata":{"labels":{"groundwork.io/environment":null}}}""".formatted(here));

		String file = new Doors(this.portal).kubeconfig(own, "operator");
		SoftAssertions all = new SoftAssertions();
		try (KubernetesClient operator = Doors.client(file)) {
			tries.forEach((what, request) -> all.assertThat(status(operator, request, null)).as(what).isEqualTo(403));
			all.assertThat(status(operator, "GET /api/v1/namespaces/%s/pods".formatted(here), null))
				.as("what it is for")
				.isEqualTo(200);
			all.assertThat(status(operator, "GET /api/v1/namespaces/%s/pods".formatted(here), "system:admin"))
				.as("as somebody else")
				.isEqualTo(403);
		}
		all.assertAll();
	}

	/**
	 * What the cluster answers.
	 * @param request the method and the path, and below it a body
	 */
	static int status(KubernetesClient client, String request, @Nullable String as) {
		String[] parts = request.split("\n", 2);
		String[] line = parts[0].split(" ");
		var http = client.getHttpClient()
			.newHttpRequestBuilder()
			.uri(URI.create(client.getConfiguration().getMasterUrl().replaceFirst("/+$", "") + line[1]).toString());
		String type = line[0].equals("PATCH") ? "application/merge-patch+json" : "application/json";
		http.method(line[0], type, (parts.length > 1) ? parts[1] : line[0].equals("GET") ? null : "");
		if (as != null) {
			http.header("Impersonate-User", as);
		}
		try {
			return client.getHttpClient().sendAsync(http.build(), String.class).get().code();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new KubernetesClientException("no answer", ex);
		}
	}

}

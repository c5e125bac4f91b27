package io.groundwork.access;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.access.offline.KitFixture;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.ClusterLog;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Door;
import io.groundwork.cluster.Issuer;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.cluster.PersonKubeconfig;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.linode.AuditedCluster;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.Stores;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is seen of those who try to get further than their grant, or to stay: with a real
 * API server of the enterprise tier whose log is delivered into a real S3 server.
 */
class WatchTest {

	private static final Duration MOST = Duration.ofSeconds(90);

	@TempDir
	private static Path folder;

	private static AuditedCluster audited;

	private static Portal portal;

	private static OpenCluster cluster;

	private static Guest guest;

	@BeforeAll
	static void start() {
		S3Server.Access bucket = S3Server.shared().access();
		ObjectStore objects = Stores.s3(bucket);
		audited = AuditedCluster.start(folder, objects::put);
		portal = Portal
			.start(Map.of("groundwork.roles", "web", "groundwork.cluster-log.endpoint", bucket.endpoint().toString(),
					"groundwork.cluster-log.bucket", bucket.bucket(), "groundwork.cluster-log.access-key",
					bucket.accessKey(), "groundwork.cluster-log.secret-key", bucket.secretKey(),
					"groundwork.notices.slack.token", "a-token-of-a-test", "groundwork.access.kit", KitFixture.file()));
		cluster = OpenCluster.to(portal,
				new OpenCluster.Running(audited.id(), audited::kubeconfig, audited::down, "enterprise"));
		guest = portal.guest();
		List.of("engineer-1", "engineer-2", "engineer-3", "reviewer-1", "platform-1", "sre-1", "auditor-1")
			.forEach(portal::signedIn);
	}

	@AfterAll
	static void stop() {
		cluster.close();
		portal.close();
		audited.close();
	}

	@Test
	void eachWayOutIsRefusedOrSweptAndWakesSomebody() {
		Environment own = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		Environment foreign = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		String here = cluster.namespace(own);
		String there = cluster.namespace(foreign);
		long number = grant(own, "operator");
		Map<Escape, String> tries = new LinkedHashMap<>();
		tries.put(Escape.TOKEN,
				"""
						POST /api/v1/namespaces/%s/serviceaccounts/default/token
						{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{},"spec":{"expirationSeconds":86400}}"""
					.formatted(here));
		tries.put(Escape.BINDING, """
				POST /apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings
				{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"mine"},
				"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
				"subjects":[{"kind":"ServiceAccount","name":"default","namespace":"%s"}]}""".formatted(here, here));
		tries.put(Escape.SECRET, "GET /api/v1/namespaces/%s/secrets".formatted(there));
		tries.put(Escape.POD,
				"""
						POST /api/v1/namespaces/groundwork-system/pods
						{"apiVersion":"v1","kind":"Pod","metadata":{"name":"mine"},"spec":{"serviceAccountName":"groundwork-grants",
						"containers":[{"name":"a","image":"a"}]}}""");
		tries.put(Escape.SHELL, "POST /api/v1/namespaces/%s/pods/any/exec?command=sh&stdin=true".formatted(there));
		tries.put(Escape.POLICY, """
				PATCH /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/groundwork-tokens
				{"spec":{"failurePolicy":"Ignore"}}""");
		tries.put(Escape.CERTIFICATE,
				"""
						POST /apis/certificates.k8s.io/v1/certificatesigningrequests
						{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"mine"},
						"spec":{"request":"bWluZQ==","signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"]}}""");
		tries.put(Escape.TOKEN_SECRET, """
				POST /api/v1/namespaces/%s/secrets
				{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/service-account-token",
				"metadata":{"name":"mine","annotations":{"kubernetes.io/service-account.name":"default"}}}"""
			.formatted(here));
		tries.put(Escape.CONTAINER, """
				PATCH /api/v1/namespaces/%s/pods/any/ephemeralcontainers
				{"spec":{"ephemeralContainers":[{"name":"a","image":"a"}]}}""".formatted(there));
		tries.put(Escape.NODE, "GET /api/v1/nodes/any/proxy/pods");
		pod(here, "queue");
		SoftAssertions all = new SoftAssertions();
		try (KubernetesClient operator = Doors.client(kubeconfig(number))) {
			tries.forEach((escape, request) -> all.assertThat(EscapeTest.status(operator, request, null))
				.as(escape.words())
				.isEqualTo(403));
			all.assertThat(
					EscapeTest.status(operator, "GET /api/v1/namespaces/%s/pods".formatted(here), "system:admin"))
				.as("be somebody else")
				.isEqualTo(403);
			// What an operator is for, and stays after them.
			all.assertThat(EscapeTest.status(operator, beside(here, "queue"), null))
				.as("beside their own")
				.isEqualTo(200);
		}
		all.assertAll();
		List<String> expected = new ArrayList<>(tries.keySet().stream().map(Escape::word).toList());
		expected.add(Escape.IMPERSONATION.word());
		Eventually.that(MOST, () -> {
			portal.bean(ClusterLog.class).read();
			return alerts(number).keySet().containsAll(expected);
		});
		assertThat(alerts(number).keySet()).as("and nothing else").containsExactlyInAnyOrderElementsOf(expected);
		assertThat(alerts(number).get("token")).isEqualTo(
				"engineer-1 tried to make a token of an account: create serviceaccounts/token default in %s, refused."
					.formatted(here));
		for (String kind : expected) {
			assertThat(told("platform-1", number, kind)).as(kind).isEqualTo("decide");
			assertThat(told("sre-1", number, kind)).as(kind).isEqualTo("decide");
			assertThat(told("reviewer-1", number, kind)).as(kind).isEqualTo("decide");
			assertThat(told("engineer-1", number, kind)).as(kind).isEqualTo("mine");
			assertThat(told("engineer-2", number, kind)).as(kind).isEmpty();
		}
		assertThat(count("select count(*) from notice_delivery where event = 'grant.alert' and subject = ?",
				"grant-alert:" + number))
			.isEqualTo(expected.size());
		assertThat(count("""
				select count(*) from audit_row where action = 'grant.alarmed' and outcome = 'refused' and subject = ?
					and actor = 'engineer-1'""", "grant:" + number)).isEqualTo(expected.size());
		seenByWhomItConcerns(number, here);
		// Nobody is woken twice by the same, nor by reading the same again.
		try (KubernetesClient operator = Doors.client(kubeconfig(number))) {
			assertThat(EscapeTest.status(operator, "GET /api/v1/nodes/any/proxy/pods", null)).isEqualTo(403);
		}
		long before = count("select count(*) from access_observed where resource = 'nodes' and grant_number = ?",
				number);
		Eventually.that(MOST, () -> {
			portal.bean(ClusterLog.class).read();
			return count("select count(*) from access_observed where resource = 'nodes' and grant_number = ?",
					number) > before;
		});
		assertThat(alerts(number)).hasSize(expected.size());
		assertThat(told("reviewer-1", number, "node")).isEqualTo("decide");
		end(number);
		JsonNode left = swept(number);
		assertThat(left.path("findings").valueStream().map((one) -> one.path("kind").asString()).toList())
			.containsExactlyInAnyOrder("pod", "ephemeral-container");
		assertThat(left.path("findings").valueStream().map((one) -> one.path("remedy").asString()).distinct())
			.containsExactly("kubectl -n %s delete pod queue".formatted(here));
		assertThat(alerts(number)).containsKey("left-ephemeral-container");
	}

	private void seenByWhomItConcerns(long number, String here) {
		JsonNode first = read(get("engineer-1", "/api/v1/grants/%d/observed?limit=5".formatted(number)));
		assertThat(first.path("observed").asBoolean()).isTrue();
		assertThat(first.path("items")).hasSize(5);
		JsonNode second = read(get("auditor-1",
				"/api/v1/grants/%d/observed?limit=5&after=%s".formatted(number, first.path("next").asString())));
		assertThat(second.path("items").path(0)).isNotEqualTo(first.path("items").path(4));
		assertThat(get("engineer-2", "/api/v1/grants/%d/observed".formatted(number)).statusCode()).isEqualTo(403);
		assertThat(get("engineer-3", "/api/v1/grants/%d/observed".formatted(number)).statusCode()).isEqualTo(404);
		String page = portal.signedIn("reviewer-1").get("/access/" + number).body();
		assertThat(page).contains("What was done in the cluster", "create serviceaccounts/token default",
				"Something is wrong with it", here);
		assertThat(portal.signedIn("engineer-2").get("/access/" + number).body())
			.doesNotContain("What was done in the cluster");
		assertThat(portal.signedIn("auditor-1").get("/audit?subject=grant:" + number).body()).contains(
				"What was done in the cluster under grant %d of engineer-1".formatted(number),
				"create serviceaccounts/token default", "grant.alarmed");
		assertThat(count("select count(*) from access_observed where resource like 'selfsubject%' and grant_number = ?",
				number))
			.isZero();
	}

	@Test
	void whatIsLeftIsFoundWithItsRemedyAndWhatIsTheEnvironmentsIsNot() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		String here = cluster.namespace(environment);
		long number = grant(environment, "viewer");
		kubeconfig(number);
		String account = "grant-" + number;
		try (KubernetesClient admin = cluster.admin()) {
			make(admin, "/api/v1/namespaces/%s/serviceaccounts".formatted(here),
					"{apiVersion: v1, kind: ServiceAccount, metadata: {name: mine}}");
			make(admin, "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/roles".formatted(here), """
					{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: "$(mine)"},
					rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]}""");
			make(admin, "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings".formatted(here),
					"""
							{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: mine,
							labels: {app.kubernetes.io/managed-by: groundwork}, annotations: {argocd.argoproj.io/tracking-id: a}},
							roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view},
							subjects: [{kind: ServiceAccount, name: %s, namespace: groundwork-grants}]}"""
						.formatted(account));
			make(admin, "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings".formatted(here), """
					{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: theirs,
					annotations: {argocd.argoproj.io/tracking-id: a}},
					roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view},
					subjects: [{kind: ServiceAccount, name: theirs, namespace: %s}]}""".formatted(here));
			make(admin, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
					{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: mine-%d},
					roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view},
					subjects: [{kind: ServiceAccount, name: mine, namespace: %s}]}""".formatted(number, here));
			make(admin, "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", """
					{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration,
					metadata: {name: mine-%d}, webhooks: [{name: mine.example.org, failurePolicy: Ignore,
					sideEffects: None, admissionReviewVersions: [v1], clientConfig: {service: {name: mine,
					namespace: %s}}, rules: [{apiGroups: [example.org], apiVersions: [v1], operations: [CREATE],
					resources: [nothing]}]}]}""".formatted(number, here));
			pod(here, "mine");
			Map<String, String> inventory = Map.of("objects",
					"[{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"name\":\"ours\",\"namespace\":\"%s\",\"uid\":\"%s\"}]"
						.formatted(here, make(admin, "/api/v1/namespaces/%s/serviceaccounts".formatted(here),
								"{apiVersion: v1, kind: ServiceAccount, metadata: {name: ours}}")));
			admin.configMaps()
				.inNamespace("groundwork-system")
				.resource(new io.fabric8.kubernetes.api.model.ConfigMapBuilder().withNewMetadata()
					.withName("inventory-" + environment.name())
					.endMetadata()
					.withData(inventory)
					.build())
				.create();
		}
		end(number);
		JsonNode left = swept(number);
		assertThat(left.path("state").asString()).isEqualTo("looked");
		assertThat(left.path("findings").valueStream().map((one) -> one.path("remedy").asString()).toList())
			.containsExactlyInAnyOrder("kubectl -n %s delete serviceaccount mine".formatted(here),
					"kubectl -n %s delete role '$(mine)'".formatted(here),
					"kubectl -n %s delete rolebinding mine".formatted(here),
					"kubectl -n %s delete rolebinding theirs".formatted(here),
					"kubectl -n %s delete pod mine".formatted(here),
					"kubectl delete clusterrolebinding mine-%d".formatted(number),
					"kubectl delete mutatingwebhookconfiguration mine-%d".formatted(number));
		assertThat(alerts(number).get("left-binding")).contains("binding mine").doesNotContain("theirs");
		assertThat(told("platform-1", number, "left-account")).isEqualTo("decide");
		String page = portal.signedIn("platform-1").get("/access/" + number).body();
		assertThat(page).contains("What it has left", "Account mine", "It says that it is ArgoCD");
	}

	@Test
	void theEndDoesNotWaitForTheLookAndTheLookWaitsForTheCluster() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		long never = grant(environment, "viewer");
		end(never);
		assertThat(read(get("engineer-1", "/api/v1/grants/%d/sweep".formatted(never))).path("state").asString())
			.isEqualTo("nothing");
		long number = grant(environment, "viewer");
		assertThat(get("engineer-1", "/api/v1/grants/%d/sweep".formatted(number)).statusCode()).isEqualTo(404);
		kubeconfig(number);
		// An older portal's identity: it may let people in and out, and not look.
		try (KubernetesClient admin = cluster.admin()) {
			ClusterRole role = admin.rbac().clusterRoles().withName("groundwork-grants-environment").get();
			role.getRules().removeIf((rule) -> rule.getResources().contains("pods"));
			admin.rbac().clusterRoles().resource(role).update();
		}
		try {
			end(number);
			JsonNode part = swept(number, "in-part");
			assertThat(part.path("unseen").toString()).isEqualTo("[\"serviceaccounts\",\"pods\"]");
			assertThat(portal.signedIn("engineer-1").get("/access/" + number).body())
				.contains("Let the portal in again");
		}
		finally {
			cluster.admit();
		}
		again(number);
		swept(number, "looked");
		assertThat(portal.signedIn("engineer-1").get("/access/" + number).body()).contains("Nothing was left");
		again(number);
		cluster.away(true);
		try {
			portal.bean(Sweeps.class).sweep();
			assertThat(portal.bean(SweepRows.class).of(number).orElseThrow().obstacle()).isNotEmpty();
		}
		finally {
			cluster.away(false);
		}
	}

	@Test
	void whatThePortalItselfRefusesIsTakenDown() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		long number = grant(environment, "viewer");
		String path = "/api/v1/grants/" + number;
		assertThat(post("engineer-2", path + "/kubeconfig", "").statusCode()).isEqualTo(403);
		assertThat(post("engineer-2", path + "/release", "").statusCode()).isEqualTo(403);
		assertThat(alerts(number).values()).singleElement()
			.isEqualTo("engineer-2 tried to take the kubeconfig of engineer-1: the portal refused it.");
		assertThat(count("""
				select count(*) from audit_row where action = 'grant.refused' and outcome = 'refused'
					and actor = 'engineer-2' and subject = ?""", "grant:" + number)).isEqualTo(2);
		long pending = number(post("engineer-1", "/api/v1/grants", wish(environment, "operator")));
		assertThat(post("engineer-1", "/api/v1/grants/%d/approvals".formatted(pending), "{\"vote\":\"approve\"}")
			.statusCode()).isEqualTo(403);
		assertThat(alerts(pending).values()).singleElement().asString().contains("tried to agree to their own grant");
	}

	@Test
	void aStolenIdentityOfThePortalWakesPlatformEngineers() {
		try (KubernetesClient grants = portal.bean(Clusters.class).grants(audited.id())) {
			assertThat(EscapeTest.status(grants, "GET /api/v1/namespaces/kube-system/secrets", null)).isEqualTo(403);
		}
		Eventually.that(MOST, () -> {
			portal.bean(ClusterLog.class).read();
			return count("select count(*) from notice where occasion like ? and person_id = " + person("platform-1"),
					"cluster-identity:%d/list secrets%%".formatted(audited.id())) == 1;
		});
		assertThat(count("select count(*) from audit_row where action = 'cluster.identity-refused' and subject = ?",
				"cluster:" + audited.id()))
			.isPositive();
	}

	@Test
	void whatWasDoneWithoutThePortalIsKnownOnceItsReceiptIsBroughtIn() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		String here = cluster.namespace(environment);
		String account = "offline-" + UUID.randomUUID();
		Cluster place = portal.bean(Clusters.class).get(audited.id());
		try (Door door = Door.by(place.address(), place.authority(), cluster.breakGlassToken(), Issuer.BREAK_GLASS)) {
			Door.Pass pass = door.open(account, here, "portal-break-glass", account, Duration.ofMinutes(30));
			String kubeconfig = new PersonKubeconfig("a test", environment.name(), here, account).text(place.address(),
					place.authority(), pass.token());
			try (KubernetesClient sre = Doors.client(kubeconfig)) {
				assertThat(EscapeTest.status(sre, "GET /api/v1/namespaces/%s/pods".formatted(here), null))
					.isEqualTo(200);
				assertThat(EscapeTest.status(sre, "GET /api/v1/namespaces/kube-system/secrets", null)).isEqualTo(403);
			}
		}
		// It is read while nobody knows whose it was, and before what comes after it.
		long other = grant(cluster.environment(EnvironmentKind.DEVELOPMENT, "payments"), "viewer");
		try (KubernetesClient viewer = Doors.client(kubeconfig(other))) {
			EscapeTest.status(viewer, "GET /api/v1/namespaces/%s/pods".formatted(here), null);
		}
		Eventually.that(MOST, () -> {
			portal.bean(ClusterLog.class).read();
			return count("select count(*) from access_observed where grant_number = ?", other) > 0;
		});
		long number = number(post("platform-1", "/api/v1/break-glass/receipts", "{\"receipt\":\"%s\"}"
			.formatted(KitFixture.receipt("sre-1", environment.name(), audited.id(), here, account))));
		assertThat(count("select count(*) from access_observed where grant_number = ?", number)).isZero();
		portal.bean(ClusterLog.class).read();
		assertThat(
				read(get("auditor-1", "/api/v1/grants/%d/observed".formatted(number))).path("items")
					.valueStream()
					.map((deed) -> deed.path("verb").asString() + " " + deed.path("resource").asString() + " "
							+ deed.path("code").asInt()))
			.containsExactlyInAnyOrder("list pods 200", "list secrets 403");
		assertThat(alerts(number)).containsOnlyKeys("secret");
		// Once is enough, and nobody is told twice.
		assertThat(count("select count(*) from cluster_log where again is not null and cluster_id = ?", audited.id()))
			.isZero();
	}

	@Test
	void aLogThatComesNoMoreWakesPlatformEngineersOnceADay() {
		Eventually.that(MOST, () -> portal.bean(ClusterLog.class).read() > 0);
		cluster.listen(Duration.ofMinutes(50));
		String occasion = "cluster-identity:%d/log silent%%".formatted(audited.id());
		assertThat(count("select count(*) from notice where occasion like ?", occasion)).isZero();
		cluster.listen(Duration.ofMinutes(70));
		cluster.listen(Duration.ofMinutes(75));
		assertThat(count("select count(*) from notice where occasion like ? and person_id = " + person("platform-1"),
				occasion))
			.isEqualTo(1);
		assertThat(count("select count(*) from notice where occasion like ? and person_id = " + person("engineer-1"),
				occasion))
			.isZero();
		assertThat(count("select count(*) from audit_row where action = 'cluster.log-silent' and subject = ?",
				"cluster:" + audited.id()))
			.isEqualTo(1);
	}

	/**
	 * As if the time had come.
	 */
	private static void again(long number) {
		portal.bean(SweepRows.class).hindered(number, "", Instant.now());
	}

	private static JsonNode swept(long number) {
		return swept(number, "looked");
	}

	private static JsonNode swept(long number, String state) {
		List<JsonNode> last = new ArrayList<>();
		Eventually.that(MOST, () -> {
			portal.bean(Sweeps.class).sweep();
			last.add(read(get("engineer-1", "/api/v1/grants/%d/sweep".formatted(number))));
			return last.getLast().path("state").asString().equals(state)
					&& portal.bean(SweepRows.class).of(number).orElseThrow().obstacle().isEmpty();
		});
		return last.getLast();
	}

	private static long grant(Environment environment, String role) {
		HttpResponse<String> asked = post("engineer-1", "/api/v1/grants", wish(environment, role));
		long number = number(asked);
		if (asked.body().contains("\"pending\"")) {
			assertThat(post("reviewer-1", "/api/v1/grants/%d/approvals".formatted(number), "{\"vote\":\"approve\"}")
				.statusCode()).isEqualTo(200);
		}
		return number;
	}

	private static String wish(Environment environment, String role) {
		return """
				{"environment":"%s","role":"%s","minutes":60,"reason":"a test"}""".formatted(environment.name(), role);
	}

	private static long number(HttpResponse<String> asked) {
		return read(asked).path("number").asLong();
	}

	private static String kubeconfig(long number) {
		HttpResponse<String> file = post("engineer-1", "/api/v1/grants/%d/kubeconfig".formatted(number), "");
		assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
		return file.body();
	}

	private static void end(long number) {
		assertThat(post("engineer-1", "/api/v1/grants/%d/release".formatted(number), "").statusCode()).isEqualTo(200);
		Eventually.that(MOST,
				() -> read(get("engineer-1", "/api/v1/grants/" + number)).path("status").asString().equals("ended"));
	}

	private static void pod(String namespace, String name) {
		try (KubernetesClient admin = cluster.admin()) {
			Eventually.that(MOST,
					() -> admin.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
			make(admin, "/api/v1/namespaces/%s/pods".formatted(namespace), """
					{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {automountServiceAccountToken: false,
					securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}},
					containers: [{name: app, image: 'registry.example.org/app:1',
					securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}}"""
				.formatted(name));
		}
	}

	private static String beside(String namespace, String pod) {
		return """
				PATCH /api/v1/namespaces/%s/pods/%s/ephemeralcontainers
				{"spec":{"ephemeralContainers":[{"name":"debug","image":"registry.example.org/debug:1",
				"securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}"""
			.formatted(namespace, pod);
	}

	/**
	 * Makes an object as the administrator, and says which one it is.
	 */
	private static String make(KubernetesClient admin, String path, String yaml) {
		var http = admin.getHttpClient()
			.newHttpRequestBuilder()
			.uri(admin.getConfiguration().getMasterUrl().replaceFirst("/+$", "") + path)
			.post("application/yaml", yaml)
			.build();
		try {
			var answer = admin.getHttpClient().sendAsync(http, String.class).get();
			assertThat(answer.code()).as(answer.body()).isEqualTo(201);
			return JsonMapper.shared().readTree(answer.body()).path("metadata").path("uid").asString();
		}
		catch (InterruptedException | java.util.concurrent.ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, String> alerts(long number) {
		Map<String, String> alerts = new LinkedHashMap<>();
		portal.bean(JdbcClient.class)
			.sql("select kind, text from access_alert where grant_number = ? order by kind")
			.param(number)
			.query((row) -> {
				alerts.put(row.getString("kind"), row.getString("text"));
			});
		return alerts;
	}

	private static String told(String who, long number, String kind) {
		return portal.bean(JdbcClient.class)
			.sql("select concern from notice where person_id = ? and occasion = ?")
			.params(person(who), "grant-alert:%d/%s".formatted(number, kind))
			.query(String.class)
			.optional()
			.orElse("");
	}

	private static long count(String sql, Object parameter) {
		return portal.bean(JdbcClient.class).sql(sql).param(parameter).query(Long.class).single();
	}

	private static long person(String name) {
		return portal.bean(JdbcClient.class)
			.sql("select id from person where name = ? order by id limit 1")
			.param(name)
			.query(Long.class)
			.single();
	}

	private static HttpResponse<String> get(String who, String path) {
		return guest.call("GET", path, portal.issuer().accessToken(who), "");
	}

	private static HttpResponse<String> post(String who, String path, String body) {
		return guest.call("POST", path, portal.issuer().accessToken(who), body);
	}

	private static JsonNode read(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
		return JsonMapper.shared().readTree(answer.body());
	}

}

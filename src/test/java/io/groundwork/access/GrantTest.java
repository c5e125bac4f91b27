package io.groundwork.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Crowd;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.RunRows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Grants from asking to their proven end, with a real API server and the real kubectl.
 */
class GrantTest {

	/** A cluster remembers a good token for ten seconds. */
	private static final Duration MOST = Duration.ofMinutes(2);

	private static final String GRANTS = "groundwork-grants";

	private static final TestClock clock = new TestClock();

	private static Portal portal;

	private static OpenCluster cluster;

	private static Guest guest;

	/** The portal's own, which follow its clock. */
	private static final Map<String, String> tokens = new HashMap<>();

	@TempDir
	private Path folder;

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.roles", "web"), clock);
		cluster = OpenCluster.to(portal);
		guest = portal.guest();
		for (String name : List.of("engineer-1", "engineer-2", "engineer-3", "reviewer-1", "platform-1", "sre-1")) {
			tokens.put(name, portal.signedIn(name).makeToken("a test", "read", "write"));
		}
	}

	@AfterAll
	static void stop() {
		cluster.close();
		portal.close();
	}

	@Test
	void oneOfTheTeamComesInAtOnceAndIsProvenOutAgain() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		assertThat(grant.path("status").asString()).isEqualTo("active");
		assertThat(grant.path("waitingFor")).isEmpty();
		HttpResponse<String> file = post("engineer-1", path(grant, "kubeconfig"), "");
		assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
		assertThat(file.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
		assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
			.contains(environment.name() + "-viewer");
		Path config = save(file.body());
		assertThat(kubectl(config, "auth", "whoami").out())
			.contains("system:serviceaccount:groundwork-grants:grant-" + grant.path("number").asLong());
		assertThat(kubectl(config, "get", "pods").out())
			.contains("No resources found in " + cluster.namespace(environment));
		assertThat(kubectl(config, "get", "secrets").out()).contains("Forbidden");
		assertThat(kubectl(config, "get", "pods", "-n", "kube-system").out()).contains("Forbidden");
		JsonNode handed = read(get("engineer-1", path(grant, "package")));
		assertThat(handed.path("namespace").asString()).isEqualTo(cluster.namespace(environment));
		assertThat(handed.path("cluster").asString()).isEqualTo(OpenCluster.read(file.body()).get("address"));
		assertThat(handed.path("secrets").toString()).contains("database-url");
		assertThat(handed.path("links").toString()).contains("env-" + environment.name());
		assertThat(handed.toString()).doesNotContain(OpenCluster.read(file.body()).get("token"));
		JsonNode released = read(post("engineer-1", path(grant, "release"), ""));
		assertThat(released.path("status").asString()).isEqualTo("ending");
		JsonNode ended = awaited(grant, "ended");
		assertThat(ended.path("end").path("cause").asString()).isEqualTo("released");
		assertThat(kubectl(config, "get", "pods")).matches(Said::refused);
		JsonNode receipt = read(get("engineer-1", path(grant, "receipt")));
		assertThat(receipt.path("proof").asString()).contains("was refused");
		assertThat(receipt.path("refusedAt").asString()).isNotEmpty();
		assertThat(receipt.path("stillOpen").asString()).contains("shell");
		assertThat(cluster.accounts()).doesNotContain("grant-" + grant.path("number").asLong());
		Eventually.that(MOST, () -> {
			portal.bean(Sweeps.class).sweep();
			return read(get("engineer-1", path(grant, "sweep"))).path("state").asString().equals("looked");
		});
		assertThat(read(get("engineer-1", path(grant, "sweep"))).path("findings")).isEmpty();
		assertThat(read(get("engineer-1", path(grant, "observed"))).path("why").asString())
			.isEqualTo("Clusters of the standard tier write no log of who did what.");
		assertThat(portal.signedIn("engineer-1").get("/access/" + grant.path("number").asLong()).body())
			.contains("Nothing was left", "Not observed.");
	}

	@Test
	void operatingProductionTakesSomebodyElse() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		JsonNode grant = ask("engineer-1", environment, "operator", 60);
		assertThat(grant.path("status").asString()).isEqualTo("pending");
		assertThat(grant.path("waitingFor").toString()).contains("a reviewer or platform engineer");
		assertThat(post("engineer-1", path(grant, "approvals"), "{\"vote\":\"approve\"}").statusCode()).isEqualTo(403);
		assertThat(post("engineer-1", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(409);
		HttpResponse<String> vote = post("reviewer-1", path(grant, "approvals"), "{\"vote\":\"approve\"}");
		assertThat(read(vote).path("status").asString()).as(vote.body()).isEqualTo("active");
		Path config = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(config, "auth", "can-i", "create", "pods", "--subresource=exec").out()).contains("yes");
		assertThat(kubectl(config, "auth", "can-i", "patch", "deployments").out()).contains("no");
		// Longer takes the same again.
		JsonNode more = read(post("engineer-1", path(grant, "extend"), "{\"minutes\":30}"));
		assertThat(more.path("more").asInt()).isEqualTo(30);
		assertThat(more.path("waitingFor")).isNotEmpty();
		assertThat(told("reviewer-1", grant, "decide")).as("of the wish, and of the wish for more").isEqualTo(2);
		assertThat(told("engineer-1", grant, "mine")).as("that it was agreed to").isEqualTo(1);
		Instant before = Instant.parse(more.path("endsAt").asString());
		JsonNode longer = read(post("reviewer-1", path(grant, "approvals"), "{\"vote\":\"approve\"}"));
		assertThat(Instant.parse(longer.path("endsAt").asString())).isEqualTo(before.plus(Duration.ofMinutes(30)));
		assertThat(post("engineer-1", path(grant, "extend"), "{\"minutes\":1440}").body()).contains("at most");
		// And a no ends a wish.
		JsonNode denied = ask("engineer-1", environment, "operator", 60);
		assertThat(post("reviewer-1", path(denied, "approvals"), "{\"vote\":\"deny\"}").statusCode()).isEqualTo(400);
		HttpResponse<String> half = post("engineer-1", path(denied, "extend"), "{\"minutes\":60.7,\"reason\":\"r\"}");
		assertThat(half.statusCode()).isEqualTo(400);
		assertThat(half.body()).contains("\"field\":\"minutes\"", "minutes must be a whole number");
		JsonNode over = read(
				post("reviewer-1", path(denied, "approvals"), "{\"vote\":\"deny\",\"reason\":\"not today\"}"));
		assertThat(over.path("status").asString()).isEqualTo("denied");
		assertThat(read(get("engineer-1", path(denied, "receipt"))).path("proof").asString()).contains("never began");
		revoke(grant);
	}

	@Test
	void aVoteOnMoreMinutesIsOnThoseThatWereLookedAt() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		JsonNode grant = ask("engineer-1", environment, "operator", 60);
		String vote = "{\"vote\":\"approve\",\"digest\":\"%s\"}";
		read(post("reviewer-1", path(grant, "approvals"), vote.formatted(grant.path("digest").asString())));
		assertThat(read(get("engineer-1", path(grant, ""))).has("digest")).as("nobody is asked").isFalse();
		String few = read(post("engineer-1", path(grant, "extend"), "{\"minutes\":10}")).path("digest").asString();
		HttpResponse<String> many = post("engineer-1", path(grant, "extend"), "{\"minutes\":1300}");
		assertThat(many.statusCode()).isEqualTo(409);
		assertThat(many.body()).contains("waits for 10 minutes more already", "wait until somebody has decided");
		Guest reviewer = portal.signedIn("reviewer-1");
		String page = "/access/" + grant.path("number").asLong();
		assertThat(reviewer.get(page).body()).contains("name=\"digest\" value=\"%s\"".formatted(few));
		reviewer.submit(page, page + "/deny", Map.of("digest", few, "reason", "a test"));
		JsonNode more = read(post("engineer-1", path(grant, "extend"), "{\"minutes\":1300}"));
		// Whoever looked at the ten minutes agrees to those only.
		assertThat(reviewer.submit(page, page + "/approve", Map.of("digest", few)).statusCode()).isEqualTo(409);
		HttpResponse<String> late = post("reviewer-1", path(grant, "approvals"), vote.formatted(few));
		assertThat(late.statusCode()).isEqualTo(409);
		assertThat(late.body()).contains("look at it again before you vote");
		assertThat(read(get("engineer-1", path(grant, ""))).path("endsAt")).isEqualTo(more.path("endsAt"));
		JsonNode longer = read(
				post("reviewer-1", path(grant, "approvals"), vote.formatted(more.path("digest").asString())));
		assertThat(longer.path("endsAt")).isNotEqualTo(more.path("endsAt"));
		revoke(grant);
	}

	@Test
	void aRobotHasANameAndOneGrantAtATime() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		String robot = """
				{"environment":"%s","role":"viewer","minutes":%d,"reason":"a test","robot":"%s"}""";
		JsonNode grant = read(
				post("engineer-1", "/api/v1/grants", robot.formatted(environment.name(), 60, "ci-deploy")));
		assertThat(grant.path("robot").asString()).isEqualTo("ci-deploy");
		Path config = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(config, "auth", "whoami").out())
			.contains("groundwork-grants:grant-%d-ci-deploy".formatted(grant.path("number").asLong()));
		HttpResponse<String> second = post("engineer-2", "/api/v1/grants",
				robot.formatted(environment.name(), 60, "ci-deploy"));
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(second.body()).contains("ci-deploy has grant");
		assertThat(post("engineer-1", "/api/v1/grants", robot.formatted(environment.name(), 481, "ci-test")).body())
			.contains("480 at most for a robot");
		assertThat(post("engineer-1", "/api/v1/grants", robot.formatted(environment.name(), 60, "CI")).statusCode())
			.isEqualTo(400);
		revoke(grant);
		awaited(grant, "ended");
		assertThat(kubectl(config, "get", "pods")).matches(Said::refused);
		revoke(read(post("engineer-2", "/api/v1/grants", robot.formatted(environment.name(), 60, "ci-deploy"))));
	}

	@Test
	void whoeverDecidesSeesWhatWouldChange() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		JsonNode has = ask("engineer-1", environment, "viewer", 60);
		JsonNode wanted = ask("engineer-1", environment, "operator", 60);
		String page = portal.signedIn("reviewer-1").get("/access/" + wanted.path("number").asLong()).body();
		String change = page.substring(page.indexOf("What would change"), page.indexOf("id=\"door\""));
		assertThat(change).contains("Viewer, by grant %d".formatted(has.path("number").asLong()))
			.contains("Open a shell in a pod")
			.doesNotContain("Read pods and their logs");
		revoke(has);
		post("reviewer-1", path(wanted, "approvals"), "{\"vote\":\"deny\",\"reason\":\"a test\"}");
	}

	@Test
	void guestsAreLetInByAPeerWhereTheFoundationServesAll() {
		Environment environment = cluster.environment("development", EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-3", environment, "viewer", 60);
		assertThat(grant.path("status").asString()).isEqualTo("pending");
		assertThat(post("engineer-2", path(grant, "approvals"), "{\"vote\":\"approve\"}").statusCode()).isEqualTo(200);
		assertThat(read(get("engineer-3", path(grant, ""))).path("status").asString()).isEqualTo("active");
		Environment other = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		assertThat(post("engineer-3", "/api/v1/grants", wish(other.name(), "viewer", 60)).statusCode()).isEqualTo(404);
		revoke(grant);
	}

	@Test
	void anotherFileEndsTheOneBefore() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		Path first = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(first, "get", "pods").code()).isZero();
		Path second = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(second, "get", "pods").code()).isZero();
		Eventually.that(MOST, () -> kubectl(first, "get", "pods").refused());
		assertThat(kubectl(second, "get", "pods").code()).isZero();
		// Nobody else gets one, and what holds a credential is not kept for a repeat.
		assertThat(post("engineer-2", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(403);
		assertThat(post("engineer-3", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(404);
		revoke(grant);
		Eventually.that(MOST, () -> kubectl(second, "get", "pods").refused());
	}

	@Test
	void whatCouldNotBeEndedIsEndedLater() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		String account = "grant-" + grant.path("number").asLong();
		Path first = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		refuse("DELETE", "secrets", account + "-1", deletion(account + "-1"));
		try {
			assertThat(post("engineer-1", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(409);
			// Nor does another one forget that it is still there.
			assertThat(post("engineer-1", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(409);
			clock.pass(Duration.ofSeconds(11));
			portal.bean(Leftovers.class).sweep();
			assertThat(kubectl(first, "get", "pods").code()).isZero();
		}
		finally {
			allow(deletion(account + "-1"));
		}
		portal.bean(Leftovers.class).sweep();
		assertThat(secrets(account)).doesNotContain(account + "-1");
		Eventually.that(MOST, () -> kubectl(first, "get", "pods").refused());
		assertThat(left(grant)).as("what is taken to be there still, of what was ended").isZero();
		// What is still there at the end goes with it.
		Path last = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(last, "get", "pods").code()).isZero();
		String secret = current(grant);
		refuse("DELETE", "secrets", secret, deletion(secret));
		try {
			assertThat(post("engineer-1", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(409);
			assertThat(left(grant)).isOne();
		}
		finally {
			allow(deletion(secret));
		}
		revoke(grant);
		awaited(grant, "ended");
		assertThat(secrets(account)).isEmpty();
		assertThat(left(grant)).isZero();
		assertThat(kubectl(last, "get", "pods")).matches(Said::refused);
	}

	@Test
	void whatCannotBeProvenIsTakenAwayNevertheless() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		String account = "grant-" + grant.path("number").asLong();
		Path config = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(config, "get", "pods").code()).isZero();
		String[] token = { "create", "token", account, "-n", GRANTS };
		refuse("CREATE", "serviceaccounts/token", account, token);
		try {
			revoke(grant);
			Eventually.that(MOST, () -> secrets(account).isEmpty() && !cluster.accounts().contains(account));
			Eventually.that(MOST, () -> kubectl(config, "get", "pods").refused());
			Eventually.that(MOST, () -> {
				passPause(grant);
				return read(get("engineer-1", path(grant, ""))).path("status").asString().equals("ended");
			});
		}
		finally {
			allow(token);
		}
		JsonNode receipt = read(get("engineer-1", path(grant, "receipt")));
		assertThat(receipt.path("proof").asString()).contains("could not be shown");
		assertThat(receipt.path("removedAt").asString("")).isNotEmpty();
		assertThat(receipt.path("refusedAt").asString("")).isEmpty();
		assertThat(receipt.path("replays").asInt()).isZero();
	}

	private static String current(JsonNode grant) {
		return portal.bean(CredentialRows.class).current(grant.path("number").asLong()).orElseThrow().secret();
	}

	private static int left(JsonNode grant) {
		return portal.bean(JdbcClient.class).sql("""
				select count(*) from access_credential where grant_number = ? and ended_at is not null
					and gone_at is null""").param(grant.path("number").asLong()).query(Integer.class).single();
	}

	private static String[] deletion(String secret) {
		return new String[] { "delete", "secret", secret, "-n", GRANTS, "--dry-run=server", "--ignore-not-found" };
	}

	/**
	 * Has the cluster refuse what is done with an object, as somebody's webhook might.
	 * @param like what is refused from then on
	 */
	private void refuse(String operation, String resource, String object, String... like) {
		Said said = kubectl(admin(), "apply", "-f", save("""
				apiVersion: admissionregistration.k8s.io/v1
				kind: ValidatingAdmissionPolicy
				metadata: {name: a-test}
				spec:
				  failurePolicy: Fail
				  matchConstraints:
				    resourceRules:
				      - {apiGroups: [""], apiVersions: [v1], operations: [%s], resources: [%s]}
				  validations:
				    - {expression: "request.name != '%s'", message: not in this test}
				---
				apiVersion: admissionregistration.k8s.io/v1
				kind: ValidatingAdmissionPolicyBinding
				metadata: {name: a-test}
				spec: {policyName: a-test, validationActions: [Deny]}
				""".formatted(operation, resource, object)).toString());
		assertThat(said.code()).as(said.out()).isZero();
		Eventually.that(MOST, () -> kubectl(admin(), like).out().contains("not in this test"));
	}

	/**
	 * Has it allow that again.
	 */
	private void allow(String... like) {
		kubectl(admin(), "delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "a-test");
		Eventually.that(MOST, () -> !kubectl(admin(), like).out().contains("not in this test"));
	}

	private Path admin() {
		return save(cluster.kubeconfig());
	}

	@Test
	void severalWhoAskAtOnceForTheFirstFileGetOneOrHearThatItMovedOn() throws Exception {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		String account = "grant-" + grant.path("number").asLong();
		assertThat(atOnce(6, grant).stream().map(HttpResponse::statusCode).distinct()).isSubsetOf(200, 409)
			.contains(200);
		revoke(grant);
		awaited(grant, "ended");
		assertThat(secrets(account)).isEmpty();
	}

	@Test
	void whatIsPreparedIsThereAndMadeAgainIfItIsNot() throws Exception {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		String account = "grant-" + grant.path("number").asLong();
		post("engineer-1", path(grant, "kubeconfig"), "");
		Eventually.that(MOST, () -> secrets(account).equals(List.of(account + "-1", account + "-2")));
		// Several at once: each that answers was the last in its turn.
		List<HttpResponse<String>> answers = atOnce(6, grant);
		assertThat(answers.stream().map(HttpResponse::statusCode).distinct()).isSubsetOf(200, 409).contains(200);
		Eventually.that(MOST,
				() -> answers.stream()
					.filter((answer) -> answer.statusCode() == 200)
					.filter((answer) -> !kubectl(save(answer.body()), "get", "pods").refused())
					.count() <= 1);
		// Somebody took away what was prepared.
		Eventually.that(MOST, () -> secrets(account).size() == 2);
		try (KubernetesClient admin = cluster.admin()) {
			secrets(account).forEach((name) -> admin.secrets().inNamespace(GRANTS).withName(name).delete());
		}
		Path file = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(file, "get", "pods").code()).isZero();
		revoke(grant);
		Eventually.that(MOST, () -> kubectl(file, "get", "pods").refused());
		awaited(grant, "ended");
		assertThat(secrets(account)).isEmpty();
	}

	private static List<HttpResponse<String>> atOnce(int times, JsonNode grant)
			throws ExecutionException, InterruptedException {
		List<HttpResponse<String>> answers = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> asked = new ArrayList<>();
			for (int i = 0; i < times; i++) {
				asked.add(threads.submit(() -> post("engineer-1", path(grant, "kubeconfig"), "")));
			}
			for (Future<HttpResponse<String>> one : asked) {
				answers.add(one.get());
			}
		}
		return answers;
	}

	private static List<String> secrets(String account) {
		try (KubernetesClient admin = cluster.admin()) {
			return admin.secrets()
				.inNamespace(GRANTS)
				.list()
				.getItems()
				.stream()
				.map((secret) -> secret.getMetadata().getName())
				.filter((name) -> name.startsWith(account + "-"))
				.sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
				.toList();
		}
	}

	@Test
	void aProgramGetsTheSameInPieces() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		Map<String, String> file = OpenCluster.read(post("engineer-1", path(grant, "kubeconfig"), "").body());
		HttpResponse<String> answer = post("engineer-1", path(grant, "credential"), "");
		assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
		JsonNode credential = read(answer);
		assertThat(credential.path("cluster").path("server").asString()).isEqualTo(file.get("address"));
		assertThat(new String(java.util.Base64.getDecoder()
			.decode(credential.path("cluster").path("certificateAuthority").asString())))
			.startsWith("-----BEGIN CERTIFICATE-----");
		assertThat(credential.path("environment").asString()).isEqualTo(environment.name());
		assertThat(credential.path("namespace").asString()).isEqualTo(cluster.namespace(environment));
		assertThat(credential.path("token").asString()).isNotEmpty().isNotEqualTo(file.get("token"));
		assertThat(Instant.parse(credential.path("expiresAt").asString()))
			.isBefore(Instant.parse(grant.path("endsAt").asString()));
		assertThat(post("engineer-2", path(grant, "credential"), "").statusCode()).isEqualTo(403);
		revoke(grant);
	}

	@Test
	void aGrantEndsWhenItsTimeIsOver() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode later = read(guest.call("POST", "/api/v1/grants", token("engineer-1"), """
				{"environment":"%s","role":"viewer","minutes":60,"reason":"a test","startsAt":"%s"}"""
			.formatted(environment.name(), clock.instant().plus(Duration.ofHours(1)))));
		assertThat(later.path("status").asString()).isEqualTo("scheduled");
		JsonNode grant = ask("engineer-1", environment, "viewer", 20);
		Path config = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		clock.pass(Duration.ofMinutes(11));
		assertThat(post("engineer-1", path(grant, "kubeconfig"), "").body()).contains("Less than ten minutes are left");
		clock.pass(Duration.ofMinutes(10));
		portal.bean(GrantPace.class).sweep();
		JsonNode ended = awaited(grant, "ended");
		assertThat(ended.path("end").path("cause").asString()).isEqualTo("expired");
		assertThat(kubectl(config, "get", "pods")).matches(Said::refused);
		clock.pass(Duration.ofMinutes(40));
		portal.bean(GrantPace.class).sweep();
		awaited(later, "active");
		revoke(later);
	}

	@Test
	void aGrantDoesNotBeginOnceWhoeverAgreedDoesNotCountAnyMore() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		Crowd crowd = new Crowd(portal);
		SignedIn leaves = crowd.reviewer();
		JsonNode grant = later(environment);
		JsonNode other = later(environment);
		Grants grants = portal.bean(Grants.class);
		grants.vote(leaves, grant.path("number").asLong(), Ballot.Choice.APPROVE, "", "", null);
		grants.vote(crowd.reviewer(), other.path("number").asLong(), Ballot.Choice.APPROVE, "", "", null);
		assertThat(awaited(grant, "scheduled").path("waitingFor")).isEmpty();
		crowd.leave(leaves);
		int before = told("engineer-1", grant, "mine");
		clock.pass(Duration.ofHours(2));
		portal.bean(GrantPace.class).sweep();
		JsonNode end = awaited(grant, "ended").path("end");
		assertThat(end.path("cause").asString()).isEqualTo("lapsed");
		assertThat(end.path("reason").asString()).contains("does not count any more", "Ask for it anew.");
		assertThat(told("engineer-1", grant, "mine")).isEqualTo(before + 1);
		assertThat(post("engineer-1", path(grant, "kubeconfig"), "").statusCode()).isEqualTo(409);
		awaited(other, "active");
		revoke(other);
	}

	private static JsonNode later(Environment environment) {
		return read(guest.call("POST", "/api/v1/grants", token("engineer-1"), """
				{"environment":"%s","role":"operator","minutes":60,"reason":"a test","startsAt":"%s"}"""
			.formatted(environment.name(), clock.instant().plus(Duration.ofHours(1)))));
	}

	@Test
	void aGrantEndsWithItsEnvironment() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		Path config = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		assertThat(kubectl(config, "get", "pods").code()).isZero();
		// With its namespace goes the right to take anything out of it.
		cluster.vacate(environment);
		new RunRows(portal).add(environment, "destroy", "done");
		portal.bean(Losses.class).sweep();
		assertThat(awaited(grant, "ended").path("end").path("cause").asString()).isEqualTo("environment");
		assertThat(kubectl(config, "get", "pods")).matches(Said::refused);
		assertThat(post("engineer-1", "/api/v1/grants", wish(environment.name(), "viewer", 60)).body())
			.contains("There is nothing to get into");
	}

	@Test
	void aClusterThatIsAwayIsAskedForEver() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode over = ask("engineer-2", environment, "viewer", 11);
		assertThat(post("engineer-2", path(over, "kubeconfig"), "").statusCode()).isEqualTo(200);
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		Path config = save(post("engineer-1", path(grant, "kubeconfig"), "").body());
		cluster.away(true);
		try {
			assertThat(post("engineer-1", path(grant, "kubeconfig"), "").body()).contains("does not answer now");
			assertThat(read(post("reviewer-1", path(grant, "revoke"), "{\"reason\":\"a test\"}")).path("status")
				.asString()).isEqualTo("ending");
			Eventually.that(MOST,
					() -> !read(get("engineer-1", path(grant, ""))).path("end")
						.path("obstacle")
						.asString("")
						.isEmpty());
			assertThat(get("engineer-1", path(grant, "receipt")).statusCode()).isEqualTo(404);
			// Its time is over while nobody answers: it is ending, and not called over.
			clock.pass(Duration.ofMinutes(11));
			portal.bean(GrantPace.class).sweep();
			Eventually.that(MOST, () -> {
				JsonNode now = read(get("engineer-1", path(over, "")));
				return now.path("status").asString().equals("ending")
						&& !now.path("end").path("obstacle").asString("").isEmpty();
			});
		}
		finally {
			cluster.away(false);
		}
		Eventually.that(MOST, () -> {
			passPause(grant);
			passPause(over);
			return read(get("engineer-1", path(grant, ""))).path("status").asString().equals("ended")
					&& read(get("engineer-1", path(over, ""))).path("status").asString().equals("ended");
		});
		assertThat(kubectl(config, "get", "pods")).matches(Said::refused);
	}

	/**
	 * Lets the time pass until the next try, and none while one is under way: the proof
	 * is given its seconds by the same clock.
	 */
	private static void passPause(JsonNode grant) {
		Instant now = clock.instant();
		portal.bean(GrantRows.class)
			.findById(grant.path("number").asLong())
			.map(Grant::tryAt)
			.filter((next) -> next.isAfter(now) && next.isBefore(now.plus(Leaving.LONGEST_PAUSE).plusMillis(1)))
			.ifPresent((next) -> {
				clock.pass(Duration.between(now, next));
				portal.bean(GrantPace.class).sweep();
			});
	}

	@Test
	void aGrantEndsWithTheTeamAndTheAccountOfItsHolder() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "search");
		JsonNode byTeam = ask("engineer-3", environment, "viewer", 60);
		Set<String> groups = portal.issuer().person("engineer-3").groups();
		portal.issuer().groups("engineer-3", Set.of("groundwork-engineers"));
		try {
			// Nobody has to be there for the provider to be asked.
			clock.pass(Duration.ofMinutes(5));
			portal.bean(Losses.class).sweep();
			assertThat(awaitedBy("reviewer-1", byTeam, "ended").path("end").path("cause").asString()).isEqualTo("role");
		}
		finally {
			portal.issuer().groups("engineer-3", groups);
			portal.signedIn("engineer-3");
		}
		JsonNode byAccount = ask("engineer-3", environment, "viewer", 60);
		portal.bean(org.springframework.transaction.support.TransactionTemplate.class)
			.executeWithoutResult((status) -> portal.context()
				.publishEvent(new io.groundwork.identity.ShutOut(person("engineer-3"))));
		assertThat(awaitedBy("reviewer-1", byAccount, "ended").path("end").path("cause").asString())
			.isEqualTo("locked");
	}

	@Test
	void theDatabaseKnowsTheLimits() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = ask("engineer-1", environment, "viewer", 60);
		long number = grant.path("number").asLong();
		JdbcClient jdbc = portal.bean(JdbcClient.class);
		refused(jdbc, "update access_grant set ends_at = began_at + interval '25 hours' where number = ?", number);
		refused(jdbc, "update access_grant set ends_at = ends_at - interval '1 minute' where number = ?", number);
		refused(jdbc, "update access_grant set namespace = 'kube-system' where number = ?", number);
		refused(jdbc, """
				insert into access_credential (grant_number, seq, secret, begun_at, minted_at, expires_at)
				select number, 99, 'forged', now(), now(), ends_at + interval '1 second' from access_grant
				where number = ?""", number);
		assertThatThrownBy(
				() -> jdbc.sql("update access_grant set holder_id = 1 where number = ?").param(number).update())
			.rootCause()
			.hasMessageContaining("permission denied");
		revoke(grant);
		awaited(grant, "ended");
		refused(jdbc, "update access_grant set status = 'active', cause = null where number = ?", number);
		assertThatThrownBy(() -> jdbc.sql("delete from access_receipt where grant_number = ?").param(number).update())
			.rootCause()
			.hasMessageContaining("permission denied");
	}

	private static void refused(JdbcClient jdbc, String statement, long number) {
		assertThatThrownBy(() -> jdbc.sql(statement).param(number).update()).as(statement)
			.isInstanceOf(DataIntegrityViolationException.class);
	}

	private static int told(String who, JsonNode grant, String concern) {
		return portal.bean(JdbcClient.class)
			.sql("select count(*) from notice where person_id = ? and subject = ? and concern = ?")
			.params(person(who), "grant:" + grant.path("number").asLong(), concern)
			.query(Integer.class)
			.single();
	}

	private static long person(String name) {
		return portal.bean(JdbcClient.class)
			.sql("select id from person where name = ? order by id limit 1")
			.param(name)
			.query(Long.class)
			.single();
	}

	private static JsonNode ask(String who, Environment environment, String role, int minutes) {
		HttpResponse<String> answer = post(who, "/api/v1/grants", wish(environment.name(), role, minutes));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
		JsonNode grant = read(answer);
		assertThat(answer.headers().firstValue("Location")).hasValue(path(grant, ""));
		return grant;
	}

	private static String wish(String environment, String role, int minutes) {
		return """
				{"environment":"%s","role":"%s","minutes":%d,"reason":"a test"}""".formatted(environment, role,
				minutes);
	}

	private static void revoke(JsonNode grant) {
		HttpResponse<String> answer = post("reviewer-1", path(grant, "revoke"), "{\"reason\":\"a test\"}");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	private static JsonNode awaited(JsonNode grant, String status) {
		return awaitedBy("engineer-1", grant, status);
	}

	private static JsonNode awaitedBy(String who, JsonNode grant, String status) {
		List<JsonNode> last = new ArrayList<>();
		Eventually.that(MOST, () -> {
			last.add(read(get(who, path(grant, ""))));
			return last.getLast().path("status").asString().equals(status);
		});
		return last.getLast();
	}

	private static String path(JsonNode grant, String action) {
		String path = "/api/v1/grants/" + grant.path("number").asLong();
		return action.isEmpty() ? path : path + "/" + action;
	}

	private static String token(String who) {
		return Objects.requireNonNull(tokens.get(who));
	}

	private static HttpResponse<String> get(String who, String path) {
		return guest.call("GET", path, token(who), "");
	}

	private static HttpResponse<String> post(String who, String path, String body) {
		return guest.call("POST", path, token(who), body);
	}

	private static JsonNode read(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
		return JsonMapper.shared().readTree(answer.body());
	}

	private Path save(String kubeconfig) {
		try {
			return Files.writeString(Files.createTempFile(this.folder, "kubeconfig", ".yaml"), kubeconfig);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Said kubectl(Path kubeconfig, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("groundwork.tools.kubectl"), "--kubeconfig", kubeconfig.toString()));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String out = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return new Said(process.exitValue(), out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record Said(int code, String out) {

		/**
		 * Whether the cluster does not know the credential.
		 */
		boolean refused() {
			return this.code != 0
					&& (this.out.contains("Unauthorized") || this.out.contains("You must be logged in to the server"));
		}

	}

}

package io.groundwork.access;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.cluster.RefusedException;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Breaking the glass, from the door to the review, in a real cluster.
 */
class BreakGlassTest {

	/** A cluster remembers a good token for ten seconds. */
	private static final Duration MOST = Duration.ofMinutes(2);

	private static final TestClock clock = new TestClock();

	private static Portal portal;

	private static OpenCluster cluster;

	private static Guest guest;

	private static final Map<String, String> tokens = new HashMap<>();

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.roles", "web"), clock);
		cluster = OpenCluster.to(portal);
		guest = portal.guest();
	}

	/** They follow the portal's clock and last a day. */
	@BeforeEach
	void makeTokens() {
		for (String name : List.of("engineer-1", "reviewer-1", "platform-1", "sre-1")) {
			tokens.put(name, portal.signedIn(name).makeToken("at " + clock.instant(), "read", "write"));
		}
	}

	@AfterAll
	static void stop() {
		cluster.close();
		portal.close();
	}

	@AfterEach
	void everybodyHasLooked() {
		clock.pass(Duration.ofHours(1));
		makeTokens();
		portal.bean(GrantPace.class).sweep();
		portal.bean(BreakGlassRows.class).unreviewed(10).forEach((one) -> {
			awaited(one.grant(), "ended");
			post("platform-1", "/api/v1/break-glass/%d/review".formatted(one.grant()), "{\"finding\":\"fine\"}");
		});
	}

	@Test
	void oneIsInAtOnceAndMayDoWhatArgoMightUndo() {
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		String namespace = cluster.namespace(environment);
		JsonNode grant = force(environment);
		assertThat(grant.path("status").asString()).isEqualTo("active");
		assertThat(grant.path("role").asString()).isEqualTo("break-glass");
		assertThat(grant.path("waitingFor")).isEmpty();
		assertThat(Duration.between(clock.instant(), Instant.parse(grant.path("endsAt").asString())))
			.isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
		String file = kubeconfig("sre-1", grant).body();
		try (KubernetesClient sre = Doors.client(file)) {
			assertThat(sre.secrets().inNamespace(namespace).list()).isNotNull();
			sre.configMaps()
				.inNamespace(namespace)
				.resource(new io.fabric8.kubernetes.api.model.ConfigMapBuilder().withNewMetadata()
					.withName("by-hand")
					.endMetadata()
					.build())
				.create();
			assertThatThrownBy(() -> sre.secrets().inNamespace("kube-system").list())
				.isInstanceOf(KubernetesClientException.class)
				.hasMessageContaining("forbidden");
			assertThatThrownBy(() -> sre.secrets().inNamespace("groundwork-break-glass").list())
				.hasMessageContaining("forbidden");
			assertThatThrownBy(() -> sre.rbac()
				.roleBindings()
				.inNamespace(namespace)
				.resource(new io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder().withNewMetadata()
					.withName("mine")
					.endMetadata()
					.withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
					.build())
				.create()).hasMessageContaining("forbidden");
		}
		// Everybody hears of it.
		assertThat(told("platform-1", grant)).isPositive();
		assertThat(told("reviewer-1", grant)).isPositive();
		assertThat(portal.signedIn("platform-1").get("/catalogue").body())
			.contains("sre-1 is in %s by break-glass".formatted(environment.name()));
		assertThat(audited(grant)).contains("grant.forced", "grant.began", "grant.kubeconfig");
		assertThat(post("sre-1", path(grant) + "/extend", "{\"minutes\":10}").body())
			.contains("nobody else has looked");
		post("sre-1", path(grant) + "/release", "");
		awaited(grant.path("number").asLong(), "ended");
		Eventually.that(MOST, () -> refused(file, namespace));
		assertThat(read(get("sre-1", path(grant) + "/receipt")).path("proof").asString()).contains("was refused");
	}

	@Test
	void untilSomebodyElseHasLookedNothingElseOpens() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode other = read(post("sre-1", "/api/v1/grants", wish(environment, "viewer")));
		JsonNode grant = force(environment);
		String review = "/api/v1/break-glass/%d/review".formatted(grant.path("number").asLong());
		assertThat(post("platform-1", review, "{\"finding\":\"too early\"}").body()).contains("once it is over");
		HttpResponse<String> again = post("sre-1", "/api/v1/break-glass", glass(environment));
		assertThat(again.statusCode()).isEqualTo(409);
		assertThat(again.body()).contains("nobody else has looked at it yet");
		assertThat(post("sre-1", "/api/v1/grants", wish(environment, "viewer")).statusCode()).isEqualTo(409);
		if (other.path("status").asString().equals("active")) {
			assertThat(kubeconfig("sre-1", other).statusCode()).isEqualTo(409);
		}
		// The database knows it too.
		assertThatThrownBy(() -> portal.bean(JdbcClient.class)
			.sql("insert into access_credential (grant_number, seq, secret, begun_at) values (?, 7, 'mine', now())")
			.param(other.path("number").asLong())
			.update()).rootCause().hasMessageContaining("has broken the glass");
		post("sre-1", path(grant) + "/release", "");
		awaited(grant.path("number").asLong(), "ended");
		assertThat(post("sre-1", review, "{\"finding\":\"I was right\"}").body()).contains("somebody else has to look");
		assertThat(post("engineer-1", review, "{\"finding\":\"fine\"}").statusCode()).isEqualTo(403);
		JsonNode looked = read(
				post("platform-1", review, "{\"justified\":false,\"finding\":\"There was time to ask\"}"));
		assertThat(looked.path("justified").asBoolean(true)).isFalse();
		assertThat(post("reviewer-1", review, "{\"finding\":\"me too\"}").statusCode()).isEqualTo(409);
		assertThatThrownBy(() -> portal.bean(JdbcClient.class)
			.sql("update break_glass set justified = true where grant_number = ?")
			.param(grant.path("number").asLong())
			.update()).rootCause().hasMessageContaining("was reviewed already");
		JsonNode next = force(environment);
		assertThat(next.path("status").asString()).isEqualTo("active");
	}

	@Test
	void afterTheReviewWhatLetPeopleInIsMadeAnew() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = force(environment);
		String before = cluster.breakGlassToken();
		post("sre-1", path(grant) + "/release", "");
		awaited(grant.path("number").asLong(), "ended");
		read(post("platform-1", "/api/v1/break-glass/%d/review".formatted(grant.path("number").asLong()), ""));
		Eventually.that(MOST, () -> audited(grant).contains("grant.rotated"));
		assertThat(cluster.breakGlassToken()).isNotEqualTo(before);
		Eventually.that(MOST, () -> !cluster.knows(before));
		assertThat(cluster.knows(cluster.breakGlassToken())).isTrue();
	}

	@Test
	void whoeverHadWhatLetPeopleInHasNothingOnceItIsMadeAnew() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		String namespace = cluster.namespace(environment);
		JsonNode grant = force(environment);
		String before = cluster.breakGlassToken();
		// Policies take a moment to be in force.
		Eventually.that(MOST, () -> {
			try {
				cluster.anotherBreakGlassToken(before, false);
				return false;
			}
			catch (RefusedException ex) {
				return String.valueOf(ex.getMessage()).contains("bound to a Secret");
			}
		});
		String theirs = cluster.anotherBreakGlassToken(before, true);
		assertThat(cluster.knows(theirs)).isTrue();
		clock.pass(Duration.ofMinutes(3));
		post("sre-1", path(grant) + "/release", "");
		awaited(grant.path("number").asLong(), "ended");
		read(post("platform-1", "/api/v1/break-glass/%d/review".formatted(grant.path("number").asLong()), ""));
		Eventually.that(MOST, () -> audited(grant).contains("grant.rotated"));
		Eventually.that(MOST, () -> !cluster.knows(theirs));
		assertThat(cluster.knows(cluster.breakGlassToken())).isTrue();
		// Whoever is in meanwhile stays in.
		JsonNode other = force(environment);
		String file = kubeconfig("sre-1", other).body();
		portal.bean(Clusters.class).rotateBreakGlass(OpenCluster.ID);
		assertThat(refused(file, namespace)).isFalse();
		post("sre-1", path(other) + "/release", "");
	}

	@Test
	void whatNobodyLooksAtIsSaidAloud() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JsonNode grant = force(environment);
		clock.pass(Duration.ofHours(25));
		makeTokens();
		portal.bean(GrantPace.class).sweep();
		awaited(grant.path("number").asLong(), "ended");
		portal.bean(Aftermath.class).sweep();
		portal.bean(Aftermath.class).sweep();
		assertThat(audited(grant)).containsOnlyOnce("grant.unreviewed");
	}

	@Test
	void onlyWhoMayBreaksIt() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		assertThat(post("engineer-1", "/api/v1/break-glass", glass(environment)).statusCode()).isEqualTo(403);
		assertThat(post("platform-1", "/api/v1/break-glass", glass(environment)).statusCode()).isEqualTo(403);
		HttpResponse<String> none = post("sre-1", "/api/v1/break-glass",
				"{\"environment\":\"%s\",\"reason\":\"it burns\"}".formatted(environment.name()));
		assertThat(none.statusCode()).isEqualTo(400);
		assertThat(none.body()).contains("incident");
		assertThat(post("sre-1", "/api/v1/grants", wish(environment, "break-glass")).statusCode()).isEqualTo(400);
	}

	@Test
	void whereNothingWouldLetThemInItIsRefusedAndKeepsThemOutOfNothing() {
		Environment environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		JdbcClient jdbc = portal.bean(JdbcClient.class);
		String[] current = jdbc.sql("update cluster_break_glass set retired = true where not retired returning secret")
			.query((row, at) -> row.getString(1))
			.list()
			.toArray(String[]::new);
		HttpResponse<String> answer;
		try {
			answer = post("sre-1", "/api/v1/break-glass", glass(environment));
		}
		finally {
			jdbc.sql("update cluster_break_glass set retired = false where secret = any(?)").param(current).update();
		}
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
		assertThat(answer.body()).contains("no identity for break-glass yet", "next change of the cluster's owner");
		assertThat(force(environment).path("status").asString()).isEqualTo("active");
	}

	private static JsonNode force(Environment environment) {
		HttpResponse<String> answer = post("sre-1", "/api/v1/break-glass", glass(environment));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
		JsonNode grant = read(answer);
		assertThat(answer.headers().firstValue("Location")).hasValue(path(grant));
		return grant;
	}

	private static String glass(Environment environment) {
		return "{\"environment\":\"%s\",\"reason\":\"orders are lost\",\"incident\":\"INC-7\"}"
			.formatted(environment.name());
	}

	private static String wish(Environment environment, String role) {
		return "{\"environment\":\"%s\",\"role\":\"%s\",\"minutes\":60,\"reason\":\"a test\"}"
			.formatted(environment.name(), role);
	}

	private static HttpResponse<String> kubeconfig(String who, JsonNode grant) {
		return post(who, path(grant) + "/kubeconfig", "");
	}

	private static boolean refused(String file, String namespace) {
		try (KubernetesClient client = Doors.client(file)) {
			client.pods().inNamespace(namespace).list();
			return false;
		}
		catch (KubernetesClientException ex) {
			return ex.getCode() == 401;
		}
	}

	private static int told(String who, JsonNode grant) {
		return portal.bean(JdbcClient.class)
			.sql("""
					select count(*) from notice n join person p on p.id = n.person_id
					where p.name = ? and n.subject = ? and n.concern = 'decide'""")
			.params(who, "grant:" + grant.path("number").asLong())
			.query(Integer.class)
			.single();
	}

	private static String audited(JsonNode grant) {
		return String.join(" ",
				portal.bean(JdbcClient.class)
					.sql("select action from audit_row where subject = ? order by id")
					.param("grant:" + grant.path("number").asLong())
					.query(String.class)
					.list());
	}

	private static void awaited(long grant, String status) {
		Eventually.that(MOST,
				() -> read(get("platform-1", "/api/v1/grants/" + grant)).path("status").asString().equals(status));
	}

	private static String path(JsonNode grant) {
		return "/api/v1/grants/" + grant.path("number").asLong();
	}

	private static HttpResponse<String> get(String who, String path) {
		return guest.call("GET", path, Objects.requireNonNull(tokens.get(who)), "");
	}

	private static HttpResponse<String> post(String who, String path, String body) {
		return guest.call("POST", path, Objects.requireNonNull(tokens.get(who)), body);
	}

	private static JsonNode read(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
		return JsonMapper.shared().readTree(answer.body());
	}

}

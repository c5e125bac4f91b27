package io.groundwork.identity;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The portal with a provider that is not ours: a real Keycloak, by settings alone, with
 * the realm that docker-compose imports, and what the portal relies on there.
 */
class KeycloakTest {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static Keycloak keycloak;

	private static Portal portal;

	@BeforeAll
	static void start() {
		int port = Ports.free();
		keycloak = Keycloak.start("http://localhost:" + port);
		portal = Portal.start(Map.of("groundwork.web.port", port, "groundwork.identity.issuer", keycloak.issuer(),
				"groundwork.identity.client-id", "groundwork", "groundwork.identity.client-secret",
				keycloak.clientSecret(), "groundwork.identity.confirm-every", "1s"));
	}

	@AfterAll
	static void stop() {
		portal.close();
		keycloak.close();
	}

	@Test
	void peopleSignInWithTheirRolesAndTeams() throws Exception {
		Guest guest = portal.guest();
		HttpResponse<String> page = signIn(guest, flow(), "platform-1", "/people");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.uri().getPath()).isEqualTo("/people");
		assertThat(guest.get("/me").body()).contains("platform-1", "groundwork-platform", "team-platform");
		Guest engineer = portal.guest();
		assertThat(signIn(engineer, flow(), "engineer-1", "/people").statusCode()).isEqualTo(403);
	}

	@Test
	void theApiTakesItsAccessTokensAndNotItsIdTokens() throws Exception {
		CodeFlow flow = flow();
		var tokens = flow.exchange(flow.signIn("reviewer-1", keycloak.password()).getOrDefault("code", ""),
				keycloak.clientSecret());
		Guest guest = portal.guest();
		HttpResponse<String> me = guest.call("GET", "/api/v1/me", tokens.path("access_token").asString(), "");
		assertThat(me.statusCode()).isEqualTo(200);
		assertThat(me.body()).contains("\"name\":\"reviewer-1\"", "\"roles\":[\"reviewer\"]",
				"\"teams\":[\"payments\"]");
		assertThat(guest.call("GET", "/api/v1/me", tokens.path("id_token").asString(), "").statusCode()).isEqualTo(401);
	}

	@Test
	void aGroupThatIsTakenAwayThereIsFeltHere() throws Exception {
		Guest guest = portal.guest();
		signIn(guest, flow(), "auditor-1", "/me");
		String token = guest.makeToken("of-the-auditor", "read");
		assertThat(guest.get("/audit").statusCode()).isEqualTo(200);
		assertThat(guest.call("GET", "/api/v1/audit", token, "").statusCode()).isEqualTo(200);
		keycloak.leave("auditor-1", "groundwork-auditors");
		Eventually.that(PATIENCE, () -> guest.get("/audit").statusCode() == 403);
		Eventually.that(PATIENCE, () -> guest.call("GET", "/api/v1/audit", token, "").statusCode() == 403);
	}

	@Test
	void signingOutHereSignsOutThere() throws Exception {
		Guest guest = portal.guest();
		CodeFlow flow = flow();
		signIn(guest, flow, "sre-1", "/me");
		String token = guest.makeToken("goes on", "read");
		HttpResponse<String> sent = guest.submit("/me", "/sign-out", Map.of());
		HttpResponse<String> there = flow.visit(sent.headers().firstValue("Location").orElseThrow());
		assertThat(there.headers().firstValue("Location")).hasValue(portal.address() + "/signed-out");
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
		assertThat(flow.visit(departure(portal.guest())).body()).contains("kc-form-login");
		// What the portal asks with outlives the session there.
		portal.bean(JdbcClient.class)
			.sql("update person set groups_confirmed_at = now() - interval '1 hour' where name = 'sre-1'")
			.update();
		assertThat(guest.call("GET", "/api/v1/me", token, "").statusCode()).isEqualTo(200);
	}

	@Test
	void discoveryNamesTheIssuerAndTheWayOut() throws Exception {
		JsonNode provider = flow().provider();
		assertThat(provider.get("issuer").asString()).isEqualTo(keycloak.issuer());
		assertThat(provider.get("end_session_endpoint").asString()).startsWith(keycloak.issuer());
		assertThat(provider.get("code_challenge_methods_supported").values()).extracting(JsonNode::asString)
			.contains("S256");
	}

	@Test
	void theFormSignsAnEngineerInWithGroupsInEveryToken() throws Exception {
		JsonNode tokens = tokens("engineer-1");
		Jwt identity = decoder().decode(tokens.get("id_token").asString());
		assertThat(identity.getClaimAsStringList("groups")).containsExactlyInAnyOrder("team-payments",
				"groundwork-engineers");
		assertThat(identity.getClaimAsString("email")).isEqualTo("engineer-1@example.org");
		assertThat(identity.getClaimAsBoolean("email_verified")).isTrue();
		Jwt access = decoder().decode(tokens.get("access_token").asString());
		assertThat(access.getAudience()).contains("groundwork");
		assertThat(access.getClaimAsStringList("groups")).containsExactlyInAnyOrder("team-payments",
				"groundwork-engineers");
		assertThat(Duration.between(access.getIssuedAt(), access.getExpiresAt())).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void somebodyWithTwoRolesBringsBothGroups() throws Exception {
		JsonNode tokens = tokens("platform-1");
		Jwt identity = decoder().decode(tokens.get("id_token").asString());
		assertThat(identity.getClaimAsStringList("groups")).containsExactlyInAnyOrder("team-platform",
				"groundwork-platform", "groundwork-reviewers");
	}

	@Test
	void refreshedTokensAndUserInfoStillTellTheGroups() throws Exception {
		CodeFlow flow = flow();
		JsonNode tokens = flow.exchange(code(flow, "reviewer-2"), keycloak.clientSecret());
		assertThat(tokens.get("scope").asString().split(" ")).contains("offline_access");
		JsonNode refreshed = flow.refresh(tokens.get("refresh_token").asString(), keycloak.clientSecret());
		JsonNode info = flow.userInfo(refreshed.get("access_token").asString());
		assertThat(info.get("groups").values()).extracting(JsonNode::asString)
			.containsExactlyInAnyOrder("team-search", "groundwork-reviewers");
	}

	@Test
	void signingOutEndsTheSessionThereAndLeadsBackHere() throws Exception {
		CodeFlow flow = flow();
		JsonNode tokens = flow.exchange(code(flow, "sre-1"), keycloak.clientSecret());
		HttpResponse<String> response = flow.signOut(tokens.get("id_token").asString(),
				portal.address() + "/signed-out");
		assertThat(response.headers().firstValue("Location")).hasValue(portal.address() + "/signed-out");
		HttpResponse<String> form = flow
			.authorize(Map.of("code_challenge", "x".repeat(43), "code_challenge_method", "S256"));
		assertThat(form.body()).contains("kc-form-login");
	}

	@Test
	void withoutPkceNobodyReachesTheForm() throws Exception {
		HttpResponse<String> response = flow().authorize(Map.of());
		assertThat(CodeFlow.answerOf(response)).containsEntry("error", "invalid_request")
			.extractingByKey("error_description")
			.asString()
			.contains("code_challenge");
	}

	@Test
	void anotherRedirectIsRefusedWithoutGoingThere() throws Exception {
		CodeFlow flow = new CodeFlow(keycloak.issuer(), "https://elsewhere.example.org/login/oauth2/code/groundwork");
		HttpResponse<String> response = flow
			.authorize(Map.of("code_challenge", "x".repeat(43), "code_challenge_method", "S256"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Location")).isEmpty();
	}

	private static JsonNode tokens(String person) throws Exception {
		CodeFlow flow = flow();
		return flow.exchange(code(flow, person), keycloak.clientSecret());
	}

	private static String code(CodeFlow flow, String person) throws Exception {
		Map<String, String> answer = flow.signIn(person, keycloak.password());
		assertThat(answer).containsEntry("state", "here").containsKey("code");
		return answer.getOrDefault("code", "");
	}

	private static JwtDecoder decoder() {
		return JwtDecoders.fromIssuerLocation(keycloak.issuer());
	}

	private static CodeFlow flow() throws Exception {
		return new CodeFlow(keycloak.issuer(), portal.address() + "/login/oauth2/code/groundwork");
	}

	private static HttpResponse<String> signIn(Guest guest, CodeFlow flow, String name, String path) throws Exception {
		guest.get(path);
		HttpResponse<String> answer = flow.fill(flow.visit(departure(guest)), name, keycloak.password());
		URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
		assertThat(back.toString()).startsWith(portal.address().toString());
		return guest.follow(guest.get(back.toString()));
	}

	/**
	 * Where the portal sends a browser to sign in.
	 */
	private static String departure(Guest guest) {
		return guest.get("/oauth2/authorization/groundwork").headers().firstValue("Location").orElseThrow();
	}

}

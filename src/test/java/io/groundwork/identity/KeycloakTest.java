package io.groundwork.identity;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The realm that docker-compose imports, in a real Keycloak: what the portal relies on.
 */
class KeycloakTest {

	private static final String PORTAL = "http://127.0.0.1:8400";

	private static final String REDIRECT = PORTAL + "/login/oauth2/code/groundwork";

	private static Keycloak keycloak;

	@BeforeAll
	static void start() {
		keycloak = Keycloak.start(PORTAL);
	}

	@AfterAll
	static void stop() {
		keycloak.close();
	}

	@Test
	void discoveryNamesTheIssuerAndTheWayOut() throws Exception {
		JsonNode provider = new CodeFlow(keycloak.issuer(), REDIRECT).provider();
		assertThat(provider.get("issuer").asString()).isEqualTo(keycloak.issuer());
		assertThat(provider.get("end_session_endpoint").asString()).startsWith(keycloak.issuer());
		assertThat(provider.get("code_challenge_methods_supported").values()).extracting(JsonNode::asString)
			.contains("S256");
	}

	@Test
	void theFormSignsAnEngineerInWithGroupsInEveryToken() throws Exception {
		JsonNode tokens = signIn("engineer-1");
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
		JsonNode tokens = signIn("platform-1");
		Jwt identity = decoder().decode(tokens.get("id_token").asString());
		assertThat(identity.getClaimAsStringList("groups")).containsExactlyInAnyOrder("team-platform",
				"groundwork-platform", "groundwork-reviewers");
	}

	@Test
	void refreshedTokensAndUserInfoStillTellTheGroups() throws Exception {
		CodeFlow flow = new CodeFlow(keycloak.issuer(), REDIRECT);
		JsonNode tokens = flow.exchange(code(flow, "reviewer-2"), keycloak.clientSecret());
		assertThat(tokens.get("scope").asString().split(" ")).contains("offline_access");
		JsonNode refreshed = flow.refresh(tokens.get("refresh_token").asString(), keycloak.clientSecret());
		JsonNode info = flow.userInfo(refreshed.get("access_token").asString());
		assertThat(info.get("groups").values()).extracting(JsonNode::asString)
			.containsExactlyInAnyOrder("team-search", "groundwork-reviewers");
	}

	@Test
	void signingOutEndsTheSessionThereAndLeadsBackHere() throws Exception {
		CodeFlow flow = new CodeFlow(keycloak.issuer(), REDIRECT);
		JsonNode tokens = flow.exchange(code(flow, "sre-1"), keycloak.clientSecret());
		HttpResponse<String> response = flow.signOut(tokens.get("id_token").asString(), PORTAL + "/signed-out");
		assertThat(response.headers().firstValue("Location")).hasValue(PORTAL + "/signed-out");
		HttpResponse<String> form = flow
			.authorize(Map.of("code_challenge", "x".repeat(43), "code_challenge_method", "S256"));
		assertThat(form.body()).contains("kc-form-login");
	}

	@Test
	void withoutPkceNobodyReachesTheForm() throws Exception {
		HttpResponse<String> response = new CodeFlow(keycloak.issuer(), REDIRECT).authorize(Map.of());
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

	private static JsonNode signIn(String person) throws Exception {
		CodeFlow flow = new CodeFlow(keycloak.issuer(), REDIRECT);
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

}

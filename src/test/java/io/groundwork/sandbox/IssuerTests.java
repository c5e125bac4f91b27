package io.groundwork.sandbox;

import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Speaks to the provider as the portal does: as the confidential client.
 */
class IssuerTests {

	private static final String PORTAL = PortalClient.ADDRESS;

	private final Issuer issuer = Issuer.shared();

	private final Visitor browser = new Visitor(this.issuer.address());

	private final PortalClient portal = new PortalClient(this.issuer, this.browser);

	@AfterEach
	void putPeopleBack() {
		this.issuer.reset();
		this.browser.close();
	}

	@Test
	void codeFlowWithPkceEndsInTokensThatSayWhoIsThere() throws Exception {
		Visitor.Tokens tokens = this.portal.signIn("engineer-1");
		JWTClaimsSet access = verified(tokens.accessToken());
		assertThat(access.getIssuer()).isEqualTo(this.issuer.address());
		assertThat(access.getAudience()).containsExactly("groundwork");
		assertThat(access.getSubject()).isEqualTo(this.issuer.person("engineer-1").id());
		assertThat(access.getStringClaim("preferred_username")).isEqualTo("engineer-1");
		assertThat(access.getStringListClaim("groups")).containsExactly("groundwork-engineers", "team-payments");
		assertThat(Duration.between(access.getIssueTime().toInstant(), access.getExpirationTime().toInstant()))
			.isEqualTo(Duration.ofMinutes(5));
		JWTClaimsSet id = verified(tokens.idToken());
		assertThat(id.getSubject()).isEqualTo(access.getSubject());
		assertThat(id.getStringClaim("email")).isEqualTo("engineer-1@example.org");
		assertThat(id.getBooleanClaim("email_verified")).isTrue();
		assertThat(id.getStringClaim("nonce")).isEqualTo("a-nonce");
	}

	@Test
	void withoutPkceNobodyIsAsked() {
		Map<String, String> request = PortalClient.request("a-verifier");
		request.remove("code_challenge");
		request.remove("code_challenge_method");
		assertThat(this.portal.authorize("engineer-1", request)).containsEntry("error", "invalid_request")
			.doesNotContainKey("code");
	}

	@Test
	void aCodeIsWorthNothingWithoutItsVerifierOrASecondTime() {
		Map<String, String> request = PortalClient.request("the-verifier");
		String code = this.portal.code("engineer-1", request);
		assertThat(this.portal.redeem(code, "another-verifier").statusCode()).isEqualTo(400);
		code = this.portal.code("engineer-1", request);
		assertThat(this.portal.redeem(code, "the-verifier").statusCode()).isEqualTo(200);
		assertThat(this.portal.redeem(code, "the-verifier").statusCode()).isEqualTo(400);
	}

	@Test
	void onlyTrustedAddressesGetPeopleBack() {
		Map<String, String> request = PortalClient.request("a-verifier");
		request.put("redirect_uri", "http://localhost:18499/login/oauth2/code/groundwork");
		assertThat(this.portal.authorize("engineer-1", request)).containsEntry("status", "400")
			.doesNotContainKey("code");
	}

	@Test
	void aWrongPasswordStaysOnThePageAndSaysSo() {
		Person person = this.issuer.person("engineer-1");
		Person guess = new Person(person.id(), person.name(), "", "", "guess", Set.of());
		assertThat(this.browser.authorize(guess, PortalClient.request("a-verifier"))).doesNotContainKey("code");
		assertThat(this.browser.get("/sign-in?error").body()).contains("do not belong together");
	}

	@Test
	void theSignInPageListsEverybodyAndNeedsItsOwnForm() {
		assertThat(this.browser.get("/sign-in").body()).contains("engineer-1", "engineer-2", "engineer-3", "reviewer-1",
				"reviewer-2", "platform-1", "sre-1", "auditor-1");
		HttpResponse<String> forged = this.browser.post("/sign-in",
				Map.of("username", "engineer-1", "password", "engineer-1-demo"), null);
		assertThat(forged.statusCode()).isEqualTo(403);
	}

	@Test
	void aRefreshTokenWorksOnceAndBringsTheGroupsOfNow() throws Exception {
		String first = this.portal.signIn("engineer-1").renewal();
		this.issuer.groups("engineer-1", Set.of("groundwork-engineers", "team-search"));
		HttpResponse<String> answer = this.portal.refresh(first);
		assertThat(answer.statusCode()).isEqualTo(200);
		Visitor.Tokens renewed = PortalClient.read(answer);
		assertThat(verified(renewed.accessToken()).getStringListClaim("groups")).containsExactly("groundwork-engineers",
				"team-search");
		assertThat(renewed.renewal()).isNotEqualTo(first);
		assertThat(this.portal.refresh(first).statusCode()).isEqualTo(400);
		assertThat(this.portal.refresh(renewed.renewal()).statusCode()).isEqualTo(200);
	}

	@Test
	void userInfoTellsTheGroupsOfNow() {
		String token = this.portal.signIn("engineer-1").accessToken();
		assertThat(userInfo(token)).contains("team-payments");
		this.issuer.groups("engineer-1", Set.of("groundwork-engineers"));
		assertThat(userInfo(token)).contains("groundwork-engineers").doesNotContain("team-payments");
	}

	@Test
	void aLockedPersonGetsNothingAnyMore() {
		Visitor.Tokens tokens = this.portal.signIn("engineer-1");
		this.issuer.lock("engineer-1");
		assertThat(this.browser.get("/userinfo", tokens.accessToken()).statusCode()).isEqualTo(401);
		assertThat(this.portal.refresh(tokens.renewal()).body()).contains("invalid_grant");
		assertThat(this.portal.authorize("engineer-1", PortalClient.request("a-verifier"))).containsEntry("error",
				"access_denied");
		assertThatThrownBy(() -> this.issuer.accessToken("engineer-1")).hasMessageContaining("could not sign in");
		this.issuer.unlock("engineer-1");
		assertThat(this.browser.get("/userinfo", tokens.accessToken()).statusCode()).isEqualTo(200);
	}

	@Test
	void aRevokedRefreshTokenIsDead() {
		String token = this.portal.signIn("engineer-1").renewal();
		assertThat(this.browser.post("/oauth2/revoke", Map.of("token", token), this.portal.credentials()).statusCode())
			.isEqualTo(200);
		assertThat(this.portal.refresh(token).statusCode()).isEqualTo(400);
	}

	@Test
	void signingOutHereEndsTheSessionAndReturnsToThePortal() {
		Visitor.Tokens tokens = this.portal.signIn("engineer-1");
		assertThat(this.browser.get("/").body()).contains("You are signed in here as <strong>engineer-1</strong>");
		HttpResponse<String> answer = this.browser.get("/connect/logout?"
				+ Visitor.form(Map.of("id_token_hint", tokens.idToken(), "post_logout_redirect_uri", PORTAL + "/")));
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(Visitor.location(answer)).isEqualTo(PORTAL + "/");
		assertThat(this.browser.get("/").body()).doesNotContain("You are signed in here");
	}

	@Test
	void discoveryNamesEveryEndpoint() {
		JsonNode found = JsonMapper.shared().readTree(this.browser.get("/.well-known/openid-configuration").body());
		assertThat(found.get("issuer").asString()).isEqualTo(this.issuer.address());
		assertThat(found.propertyNames()).contains("authorization_endpoint", "token_endpoint", "jwks_uri",
				"userinfo_endpoint", "end_session_endpoint", "revocation_endpoint");
		assertThat(found.get("code_challenge_methods_supported").toString()).contains("S256");
	}

	@Test
	void whenDownItAnswersNobody() {
		this.issuer.down(true);
		assertThat(this.browser.get("/.well-known/openid-configuration").statusCode()).isEqualTo(503);
		assertThat(this.browser.get("/sign-in").statusCode()).isEqualTo(503);
		this.issuer.down(false);
		assertThat(this.browser.get("/sign-in").statusCode()).isEqualTo(200);
	}

	@Test
	void toolsSignInWithoutASecret() throws Exception {
		assertThat(verified(this.issuer.accessToken("sre-1")).getAudience()).containsExactly("groundwork");
		assertThat(userInfo(this.issuer.accessToken("sre-1"))).contains("groundwork-sre");
	}

	@Test
	void flawedTokensAreFlawedAsSaid() throws Exception {
		assertThat(claims(Flaw.EXPIRED).getExpirationTime()).isInThePast();
		assertThat(claims(Flaw.NOT_YET_VALID).getNotBeforeTime()).isInTheFuture();
		assertThat(claims(Flaw.OTHER_AUDIENCE).getAudience()).doesNotContain("groundwork");
		assertThat(claims(Flaw.OTHER_ISSUER).getIssuer()).isNotEqualTo(this.issuer.address());
		for (Flaw flaw : Set.of(Flaw.OTHER_KEY, Flaw.FORGED_KEY_ID, Flaw.UNSIGNED, Flaw.PUBLIC_KEY_AS_SECRET,
				Flaw.CHANGED_AFTERWARDS)) {
			String token = this.issuer.accessToken("engineer-1", flaw);
			assertThatThrownBy(() -> verified(token)).as(flaw.name()).isInstanceOf(Throwable.class);
		}
	}

	@Test
	void thePortalDoesNotFindTheProviderWhenItScans() {
		assertThat(
				new ClassPathScanningCandidateComponentProvider(true).findCandidateComponents("io.groundwork.sandbox"))
			.extracting(BeanDefinition::getBeanClassName)
			// The gallery is meant to be found, which shows that this looks where it
			// should.
			.allMatch((name) -> name.startsWith("io.groundwork.sandbox.Gallery"));
	}

	private String userInfo(String token) {
		return this.browser.get("/userinfo", token).body();
	}

	private JWTClaimsSet claims(Flaw flaw) throws ParseException, com.nimbusds.jose.JOSEException {
		return verified(this.issuer.accessToken("engineer-1", flaw));
	}

	/**
	 * The token's claims, if a key that the provider publishes signed it.
	 */
	private JWTClaimsSet verified(String token) throws ParseException, com.nimbusds.jose.JOSEException {
		JWKSet keys = JWKSet.parse(this.browser.get("/oauth2/jwks").body());
		SignedJWT signed = SignedJWT.parse(token);
		assertThat(keys.getKeyByKeyId(signed.getHeader().getKeyID())).isNotNull();
		assertThat(signed.verify(new RSASSAVerifier(keys.getKeyByKeyId(signed.getHeader().getKeyID()).toRSAKey())))
			.isTrue();
		return signed.getJWTClaimsSet();
	}

}

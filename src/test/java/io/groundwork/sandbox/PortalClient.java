package io.groundwork.sandbox;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to the provider as the portal does: with a secret, a nonce and PKCE.
 */
final class PortalClient {

	static final String ADDRESS = "http://localhost:18400";

	private static final String CALLBACK = ADDRESS + "/login/oauth2/code/groundwork";

	private final Issuer issuer;

	private final Visitor browser;

	PortalClient(Issuer issuer, Visitor browser) {
		this.issuer = issuer;
		this.browser = browser;
		issuer.trust(ADDRESS);
	}

	static Map<String, String> request(String verifier) {
		Map<String, String> request = new LinkedHashMap<>();
		request.put("response_type", "code");
		request.put("client_id", "groundwork");
		request.put("redirect_uri", CALLBACK);
		request.put("scope", "openid profile email groups");
		request.put("state", "a-state");
		request.put("nonce", "a-nonce");
		request.put("code_challenge", Visitor.challenge(verifier));
		request.put("code_challenge_method", "S256");
		return request;
	}

	Visitor.Tokens signIn(String name) {
		return read(redeem(code(name, request("the-verifier")), "the-verifier"));
	}

	String code(String name, Map<String, String> request) {
		return Objects.requireNonNull(authorize(name, request).get("code"));
	}

	Map<String, String> authorize(String name, Map<String, String> request) {
		return this.browser.authorize(this.issuer.person(name), request);
	}

	HttpResponse<String> redeem(String code, String verifier) {
		return this.browser.post("/oauth2/token", Map.of("grant_type", "authorization_code", "code", code,
				"redirect_uri", CALLBACK, "code_verifier", verifier), credentials());
	}

	HttpResponse<String> refresh(String token) {
		return this.browser.post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", token),
				credentials());
	}

	String credentials() {
		String credentials = "groundwork:" + this.issuer.settings().get("groundwork.identity.client-secret");
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
	}

	static Visitor.Tokens read(HttpResponse<String> answer) {
		return JsonMapper.shared().readValue(answer.body(), Visitor.Tokens.class);
	}

}

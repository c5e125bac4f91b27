package io.groundwork.identity;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One person's browser and one client, walking through the provider's real pages.
 */
final class CodeFlow {

	private static final Pattern FORM = Pattern.compile("<form[^>]+id=\"kc-form-login\"[^>]+action=\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newHttpClient();

	/**
	 * By name only. The JDK's own jar keeps Secure cookies from plain HTTP even on
	 * loopback, where browsers send them.
	 */
	private final Map<String, String> cookies = new HashMap<>();

	private final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();

	private final String redirect;

	private final JsonNode provider;

	CodeFlow(String issuer, String redirect) throws IOException, InterruptedException {
		this.redirect = redirect;
		this.provider = json(send(HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration"))));
	}

	JsonNode provider() {
		return this.provider;
	}

	/**
	 * Fills the form in and answers with what the provider sends back to the portal.
	 */
	Map<String, String> signIn(String person, String password) throws IOException, InterruptedException {
		HttpResponse<String> page = authorize(Map.of("code_challenge", challenge(), "code_challenge_method", "S256"));
		return answerOf(fill(page, person, password));
	}

	HttpResponse<String> visit(String address) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(address)));
	}

	HttpResponse<String> fill(HttpResponse<String> page, String person, String password)
			throws IOException, InterruptedException {
		Matcher form = FORM.matcher(page.body());
		if (!form.find()) {
			throw new IllegalStateException("No sign-in form in " + page.body());
		}
		return send(post(form.group(1).replace("&amp;", "&"),
				Map.of("username", person, "password", password, "credentialId", "")));
	}

	HttpResponse<String> authorize(Map<String, String> more) throws IOException, InterruptedException {
		Map<String, String> parameters = new HashMap<>(Map.of("client_id", "groundwork", "response_type", "code",
				"scope", "openid profile email offline_access", "redirect_uri", this.redirect, "state", "here"));
		parameters.putAll(more);
		return send(HttpRequest.newBuilder(URI.create(endpoint("authorization") + "?" + form(parameters))));
	}

	JsonNode exchange(String code, String clientSecret) throws IOException, InterruptedException {
		return token(clientSecret, Map.of("grant_type", "authorization_code", "code", code, "redirect_uri",
				this.redirect, "code_verifier", this.verifier));
	}

	JsonNode refresh(String token, String clientSecret) throws IOException, InterruptedException {
		return token(clientSecret, Map.of("grant_type", "refresh_token", "refresh_token", token));
	}

	JsonNode userInfo(String accessToken) throws IOException, InterruptedException {
		return json(send(HttpRequest.newBuilder(URI.create(endpoint("userinfo")))
			.header("Authorization", "Bearer " + accessToken)));
	}

	HttpResponse<String> signOut(String identityToken, String back) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.provider.get("end_session_endpoint").asString() + "?"
				+ form(Map.of("id_token_hint", identityToken, "post_logout_redirect_uri", back)))));
	}

	/**
	 * The parameters of the address that the browser is sent to.
	 */
	static Map<String, String> answerOf(HttpResponse<String> response) {
		String location = response.headers()
			.firstValue("Location")
			.orElseThrow(() -> new IllegalStateException(
					"Not sent back, but %d %s".formatted(response.statusCode(), response.body())));
		return Arrays.stream(URI.create(location).getRawQuery().split("&"))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
	}

	private JsonNode token(String clientSecret, Map<String, String> parameters)
			throws IOException, InterruptedException {
		String credentials = Base64.getEncoder()
			.encodeToString(("groundwork:" + clientSecret).getBytes(StandardCharsets.UTF_8));
		return json(send(post(endpoint("token"), parameters).header("Authorization", "Basic " + credentials)));
	}

	private String endpoint(String name) {
		return this.provider.get(name + "_endpoint").asString();
	}

	private String challenge() {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256")
				.digest(this.verifier.getBytes(StandardCharsets.US_ASCII));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		if (!this.cookies.isEmpty()) {
			request.header("Cookie",
					this.cookies.entrySet()
						.stream()
						.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
						.collect(Collectors.joining("; ")));
		}
		HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
		for (String cookie : response.headers().allValues("Set-Cookie")) {
			String[] pair = cookie.split(";", 2)[0].split("=", 2);
			this.cookies.put(pair[0], pair[1]);
		}
		return response;
	}

	private static HttpRequest.Builder post(String address, Map<String, String> parameters) {
		return HttpRequest.newBuilder(URI.create(address))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form(parameters)));
	}

	private static String form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "="
					+ URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	private static JsonNode json(HttpResponse<String> response) {
		if (response.statusCode() != 200) {
			throw new IllegalStateException(
					"%d from %s: %s".formatted(response.statusCode(), response.uri().getPath(), response.body()));
		}
		return JsonMapper.shared().readTree(response.body());
	}

}

package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs one person in at the provider over HTTP, as a browser and a command-line tool
 * would: authorization code, PKCE, cookies.
 */
final class Visitor implements AutoCloseable {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private final String issuer;

	private final HttpClient http = HttpClient.newBuilder()
		.cookieHandler(new CookieManager())
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	Visitor(String issuer) {
		this.issuer = issuer;
	}

	Tokens signIn(Person person) {
		String verifier = random();
		Map<String, String> request = new LinkedHashMap<>();
		request.put("response_type", "code");
		request.put("client_id", Clients.TOOLS);
		request.put("redirect_uri", Clients.TOOLS_CALLBACK);
		request.put("scope", "openid profile email groups");
		request.put("state", random());
		request.put("code_challenge", challenge(verifier));
		request.put("code_challenge_method", "S256");
		Map<String, String> answer = authorize(person, request);
		String code = answer.get("code");
		if (code == null || !request.get("state").equals(answer.get("state"))) {
			throw new IllegalStateException("%s could not sign in: %s".formatted(person.name(), answer));
		}
		HttpResponse<String> response = post("/oauth2/token", Map.of("grant_type", "authorization_code", "code", code,
				"client_id", Clients.TOOLS, "redirect_uri", Clients.TOOLS_CALLBACK, "code_verifier", verifier), null);
		if (response.statusCode() != 200) {
			throw new IllegalStateException("no token for %s: %s".formatted(person.name(), response.body()));
		}
		return JsonMapper.shared().readValue(response.body(), Tokens.class);
	}

	/**
	 * Asks to be let in, says who is there if asked, and returns what the provider sends
	 * back to the client.
	 */
	Map<String, String> authorize(Person person, Map<String, String> request) {
		HttpResponse<String> response = get("/oauth2/authorize?" + form(request));
		if (location(response).startsWith(this.issuer + "/sign-in")) {
			Matcher csrf = CSRF.matcher(get("/sign-in").body());
			if (!csrf.find()) {
				throw new IllegalStateException("the sign-in page has no form");
			}
			response = post("/sign-in",
					Map.of("username", person.name(), "password", person.password(), "_csrf", csrf.group(1)), null);
			if (location(response).startsWith(this.issuer + "/oauth2/authorize")) {
				response = get(location(response).substring(this.issuer.length()));
			}
		}
		String query = location(response).contains("?") ? URI.create(location(response)).getRawQuery() : "";
		Map<String, String> answer = parameters(query);
		answer.put("status", String.valueOf(response.statusCode()));
		return answer;
	}

	HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(URI.create(this.issuer + path)));
	}

	HttpResponse<String> get(String path, String token) {
		return send(HttpRequest.newBuilder(URI.create(this.issuer + path)).header("Authorization", "Bearer " + token));
	}

	HttpResponse<String> post(String path, Map<String, String> form, @Nullable String authorization) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.issuer + path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form(form)));
		if (authorization != null) {
			request.header("Authorization", authorization);
		}
		return send(request);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.timeout(Duration.ofSeconds(20)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the provider at %s did not answer".formatted(this.issuer), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while signing in", ex);
		}
	}

	static String location(HttpResponse<String> response) {
		return response.headers()
			.firstValue("Location")
			.map((location) -> response.uri().resolve(location).toString())
			.orElse("");
	}

	static String challenge(String verifier) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String random() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	static String form(Map<String, String> values) {
		return values.entrySet()
			.stream()
			.map((value) -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	private static Map<String, String> parameters(String query) {
		return Arrays.stream(query.split("&"))
			.map((pair) -> pair.split("=", 2))
			.filter((pair) -> pair.length == 2)
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
					(first, second) -> first, LinkedHashMap::new));
	}

	@Override
	public void close() {
		this.http.close();
	}

	/**
	 * What the provider hands over.
	 *
	 * @param accessToken for the portal's API
	 * @param idToken for the client that asked
	 * @param refreshToken for clients that can keep a secret
	 */
	record Tokens(@JsonProperty("access_token") String accessToken, @JsonProperty("id_token") String idToken,
			@JsonProperty("refresh_token") @Nullable String refreshToken) {

		String renewal() {
			return Objects.requireNonNull(this.refreshToken, "this client gets no refresh token");
		}

	}

}

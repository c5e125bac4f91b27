package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets each of the people an API token of the portal, by asking it as they would.
 */
final class ApiTokens implements AutoCloseable {

	private static final String NAME = "sandbox";

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final String portal;

	ApiTokens(String portal) {
		this.portal = portal;
	}

	/**
	 * A new token for whoever the access token is of; the ones that earlier starts made
	 * end.
	 */
	String renew(String accessToken) {
		JsonNode tokens = read(send("GET", "", accessToken, Map.of()), 200);
		for (JsonNode token : tokens.path("items")) {
			if (NAME.equals(token.path("name").asString("")) && "live".equals(token.path("status").asString(""))) {
				send("DELETE", "/" + token.path("id").asString(), accessToken, Map.of());
			}
		}
		Instant end = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
		Map<String, Object> wish = Map.of("name", NAME, "scopes", List.of("read", "write"), "expiresAt",
				end.toString());
		return read(send("POST", "", accessToken, wish), 201).path("secret").asString();
	}

	private HttpResponse<String> send(String method, String path, String accessToken, Map<String, Object> body) {
		HttpRequest.BodyPublisher publisher = body.isEmpty() ? HttpRequest.BodyPublishers.noBody()
				: HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body));
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.portal + "/api/v1/tokens" + path))
			.header("Authorization", "Bearer " + accessToken)
			.header("Content-Type", "application/json")
			.timeout(Duration.ofSeconds(30))
			.method(method, publisher)
			.build();
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the portal at %s did not answer".formatted(this.portal), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while asking for tokens", ex);
		}
	}

	private static JsonNode read(HttpResponse<String> response, int expected) {
		if (response.statusCode() != expected) {
			throw new IllegalStateException(
					"the portal gave no API token, but %d: %s".formatted(response.statusCode(), response.body()));
		}
		return JsonMapper.shared().readTree(response.body());
	}

	@Override
	public void close() {
		this.http.close();
	}

}

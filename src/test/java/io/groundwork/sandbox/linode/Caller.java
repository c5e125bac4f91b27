package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.fail;

/**
 * Calls the API as a client with one token does, and holds every answer against the API's
 * own description.
 *
 * @param address where the API is
 * @param token the token, empty for none
 */
record Caller(URI address, String token) {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration PAUSE = Duration.ofMillis(5);

	Caller(LinodeApi api) {
		this(api.address(), api.token("terraform"));
	}

	Caller with(String token) {
		return new Caller(this.address, token);
	}

	Reply get(String path) {
		return send("GET", path, "");
	}

	Reply filtered(String path, String filter) {
		return send("GET", path, "", "X-Filter", filter.replace('\'', '"'));
	}

	Reply post(String path, String body) {
		return send("POST", path, body);
	}

	Reply put(String path, String body) {
		return send("PUT", path, body);
	}

	Reply delete(String path) {
		return send("DELETE", path, "");
	}

	Reply fault(String body) {
		return send("POST", "/admin/faults", body);
	}

	/**
	 * The path is below v4beta unless it begins with a slash.
	 */
	Reply send(String method, String path, String body, String... headers) {
		try {
			return attempt(method, path, body, headers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Reply attempt(String method, String path, String body, String... headers) throws IOException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(this.address.resolve(path.startsWith("/") ? path : "/v4beta/" + path))
			.timeout(Duration.ofSeconds(60))
			.method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
		if (!this.token.isEmpty()) {
			request.header("Authorization", "Bearer " + this.token);
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
			Reply reply = new Reply(response.statusCode(), response.body(), response.headers());
			String asked = request.build().uri().getRawPath();
			if (!asked.startsWith("/admin")) {
				Contract.check(method, asked, reply);
			}
			return reply;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Asks until the answer is as wanted.
	 */
	JsonNode await(String path, Predicate<JsonNode> wanted) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		JsonNode last = get(path).json();
		while (!wanted.test(last)) {
			if (System.nanoTime() > end) {
				fail("%s is still %s", path, last);
			}
			LockSupport.parkNanos(PAUSE.toNanos());
			last = get(path).json();
		}
		return last;
	}

	/**
	 * An answer.
	 *
	 * @param status its status
	 * @param body its text
	 * @param headers its headers
	 */
	record Reply(int status, String body, HttpHeaders headers) {

		JsonNode json() {
			return Json.MAPPER.readTree(this.body);
		}

		long id() {
			return json().path("id").asLong(0);
		}

		String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

		List<String> reasons() {
			return Json.nodes(json().path("errors"))
				.stream()
				.map((error) -> error.has("field")
						? error.path("field").asString() + ": " + error.path("reason").asString()
						: error.path("reason").asString())
				.toList();
		}

	}

}

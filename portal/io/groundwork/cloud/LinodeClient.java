package io.groundwork.cloud;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import org.springframework.stereotype.Component;

/**
 * Asks the Linode API: page by page, again where that changes nothing, and never longer
 * than the patience that is set.
 */
@Component
class LinodeClient {

	/** The stable version knows no tiers of Kubernetes. */
	private static final String VERSION = "/v4beta/";

	private static final int PAGE = 500;

	/** More than any list that we ask for has; a list without end is not followed. */
	private static final int PAGES = 40;

	private static final int LARGEST = 16 * 1024 * 1024;

	private static final long FIRST_PAUSE = 100;

	private static final long LONGEST_PAUSE = 2_000;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final String address;

	private final Duration patience;

	private final HttpClient http;

	LinodeClient(CloudSettings settings) {
		this.address = settings.address().toString().replaceAll("/+$", "");
		this.patience = settings.patience();
		this.http = HttpClient.newBuilder()
			.connectTimeout(attemptAtMost())
			.executor(Executors.newVirtualThreadPerTaskExecutor())
			.build();
	}

	JsonNode get(Bearer bearer, String path) {
		return must(ask(bearer, "GET", path, "", end()), bearer);
	}

	/**
	 * All of a list, whatever the number of its pages.
	 */
	List<JsonNode> list(Bearer bearer, String path) {
		long end = end();
		List<JsonNode> all = new ArrayList<>();
		for (int page = 1, pages = 1; page <= pages; page++) {
			JsonNode answer = must(ask(bearer, "GET", "%s?page=%d&page_size=%d".formatted(path, page, PAGE), "", end),
					bearer);
			answer.path("data").forEach(all::add);
			pages = Math.min(answer.path("pages").asInt(1), PAGES);
		}
		return all;
	}

	JsonNode post(Bearer bearer, String path, JsonNode body) {
		return must(ask(bearer, "POST", path, body.toString(), end()), bearer);
	}

	JsonNode put(Bearer bearer, String path, JsonNode body) {
		return must(ask(bearer, "PUT", path, body.toString(), end()), bearer);
	}

	/**
	 * Deletes what is there; what is not there need not be.
	 */
	void delete(Bearer bearer, String path) {
		Answer answer = ask(bearer, "DELETE", path, "", end());
		if (answer.status() != 404) {
			must(answer, bearer);
		}
	}

	/**
	 * Takes whatever Linode answers, also if it is a refusal.
	 */
	Answer look(Bearer bearer, String path) {
		return ask(bearer, "GET", path, "", end());
	}

	private long end() {
		return System.nanoTime() + this.patience.toNanos();
	}

	/** A question that hangs leaves time for another. */
	private Duration attemptAtMost() {
		return this.patience.dividedBy(2);
	}

	private Answer ask(Bearer bearer, String method, String path, String body, long end) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.address + VERSION + path))
			.header("Authorization", "Bearer " + bearer.value())
			.header("Accept", "application/json")
			.header("Content-Type", "application/json")
			.method(method,
					body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
			.build();
		// What was begun and not answered may have been done; only what can be done twice
		// is asked for twice.
		boolean repeatable = !"POST".equals(method);
		for (int attempt = 0;; attempt++) {
			CloudAwayException trouble;
			long pause = pause(attempt);
			try {
				HttpResponse<byte[]> response = send(request, end);
				int status = response.statusCode();
				if (status < 300 || status >= 400 && status < 500 && status != 408 && status != 429) {
					return answer(response);
				}
				trouble = new CloudAwayException(
						"Linode answered with %d%s".formatted(status, (status == 429) ? ": it is asked too often" : ""),
						null);
				if (status == 429) {
					// Refused before anything was done.
					pause = retryAfter(response, pause);
				}
				else if (!repeatable || status < 400) {
					throw trouble;
				}
			}
			catch (TimeoutException ex) {
				trouble = new CloudAwayException("Linode does not answer in time", ex);
			}
			catch (IOException ex) {
				trouble = new CloudAwayException("Linode cannot be reached at " + this.address, ex);
			}
			if (trouble.getCause() != null && !repeatable
					|| end - System.nanoTime() <= TimeUnit.MILLISECONDS.toNanos(pause)) {
				throw trouble;
			}
			rest(pause);
		}
	}

	/**
	 * The request's own time limit ends with the headers; this one is for the body too.
	 */
	private HttpResponse<byte[]> send(HttpRequest request, long end) throws IOException, TimeoutException {
		CompletableFuture<HttpResponse<byte[]>> answer = this.http.sendAsync(request,
				HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
		try {
			return answer.get(Math.min(end - System.nanoTime(), attemptAtMost().toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CloudAwayException("Linode was not waited for", ex);
		}
		finally {
			answer.cancel(true);
		}
	}

	private static void rest(long pause) {
		try {
			Thread.sleep(pause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CloudAwayException("Linode was not waited for", ex);
		}
	}

	private static long pause(int attempt) {
		long most = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt, 10));
		return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
	}

	private static long retryAfter(HttpResponse<?> response, long otherwise) {
		try {
			return response.headers()
				.firstValue("Retry-After")
				.map((seconds) -> 1000 * Long.parseLong(seconds.strip()))
				.orElse(otherwise);
		}
		catch (NumberFormatException ex) {
			return otherwise;
		}
	}

	private static Answer answer(HttpResponse<byte[]> response) {
		JsonNode body;
		try {
			body = JSON.readTree(response.body());
		}
		catch (JacksonException ex) {
			// An answer that cannot be read says nothing, a refusal still says no.
			body = MissingNode.getInstance();
		}
		return new Answer(response.statusCode(), body, response.headers().firstValue("X-OAuth-Scopes").orElse(null));
	}

	private static JsonNode must(Answer answer, Bearer bearer) {
		if (answer.status() < 300 && answer.body().isObject()) {
			return answer.body();
		}
		if (answer.status() < 300) {
			throw new CloudAwayException("Linode answered with what is no JSON; is its address right?", null);
		}
		List<CloudRefusedException.Reason> reasons = new ArrayList<>();
		for (JsonNode error : answer.body().path("errors")) {
			String words = error.path("reason").asString("").replace(bearer.value(), "…");
			reasons.add(new CloudRefusedException.Reason(error.path("field").asString(""), words));
		}
		throw new CloudRefusedException(answer.status(), reasons);
	}

	/**
	 * What Linode answered.
	 *
	 * @param status 2xx, or 4xx for a refusal
	 * @param body what it said, missing if it cannot be read
	 * @param scopes what it says that the token may do
	 */
	record Answer(int status, JsonNode body, @Nullable String scopes) {

	}

}

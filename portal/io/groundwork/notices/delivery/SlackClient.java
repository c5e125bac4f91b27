package io.groundwork.notices.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Calls Slack's methods: once, and never longer than the patience that is set.
 */
@Component
class SlackClient {

	private static final int LARGEST = 1024 * 1024;

	private static final Duration USUAL_REST = Duration.ofSeconds(30);

	private static final Duration LONGEST_REST = Duration.ofHours(1);

	private final NoticeSettings settings;

	private final JsonMapper json;

	private final HttpClient http;

	SlackClient(NoticeSettings settings, JsonMapper json) {
		this.settings = settings;
		this.json = json;
		this.http = HttpClient.newBuilder()
			.connectTimeout(settings.patience())
			.executor(Executors.newVirtualThreadPerTaskExecutor())
			.build();
	}

	/**
	 * Calls a method.
	 * @param body its arguments as JSON
	 */
	Answer call(String method, String body) {
		String address = this.settings.slack().address().toString().replaceAll("/+$", "") + "/";
		HttpRequest request = HttpRequest.newBuilder(URI.create(address + method))
			.header("Authorization", "Bearer " + this.settings.slack().token())
			.header("Content-Type", "application/json; charset=utf-8")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		try {
			return read(send(request));
		}
		catch (TimeoutException ex) {
			return new Answer.Away("Slack does not answer in time");
		}
		catch (IOException ex) {
			return new Answer.Away("Slack cannot be reached");
		}
	}

	/**
	 * The request's own time limit ends with the headers; this one is for the body too.
	 */
	private HttpResponse<byte[]> send(HttpRequest request) throws IOException, TimeoutException {
		CompletableFuture<HttpResponse<byte[]>> answer = this.http.sendAsync(request,
				HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
		try {
			return answer.get(this.settings.patience().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("It was not waited for", ex);
		}
		finally {
			answer.cancel(true);
		}
	}

	private Answer read(HttpResponse<byte[]> response) {
		if (response.statusCode() == 429) {
			return new Answer.Busy(rest(response));
		}
		if (response.statusCode() != 200) {
			return new Answer.Away("Slack answered with %d".formatted(response.statusCode()));
		}
		JsonNode body;
		try {
			body = this.json.readTree(response.body());
		}
		catch (JacksonException ex) {
			return new Answer.Away("Slack answered with what is no JSON; is its address right?");
		}
		if (body.path("ok").asBoolean(false)) {
			return new Answer.Done(text(body, "channel"), text(body, "ts"));
		}
		// Refusals come with the status of success.
		String error = body.path("error").asString("").replaceAll("[^a-z0-9_]", "");
		return (error.equals("ratelimited") || error.equals("rate_limited")) ? new Answer.Busy(rest(response))
				: new Answer.Refused(error.isEmpty() ? "unknown" : error);
	}

	private static @Nullable String text(JsonNode body, String name) {
		String text = body.path(name).asString("");
		return text.isEmpty() ? null : text;
	}

	private static Duration rest(HttpResponse<?> response) {
		try {
			Duration asked = response.headers()
				.firstValue("Retry-After")
				.map((seconds) -> Duration.ofSeconds(Math.max(1, Long.parseLong(seconds.strip()))))
				.orElse(USUAL_REST);
			return (asked.compareTo(LONGEST_REST) < 0) ? asked : LONGEST_REST;
		}
		catch (NumberFormatException ex) {
			return USUAL_REST;
		}
	}

	/**
	 * What Slack said.
	 */
	sealed interface Answer {

		/**
		 * It is done.
		 *
		 * @param channel where the message is
		 * @param ts what it is known by there
		 */
		record Done(@Nullable String channel, @Nullable String ts) implements Answer {

		}

		/**
		 * It says no.
		 *
		 * @param error why, in its own word
		 */
		record Refused(String error) implements Answer {

		}

		/**
		 * It is asked too often.
		 *
		 * @param rest how long it wants to be left alone
		 */
		record Busy(Duration rest) implements Answer {

		}

		/**
		 * It said nothing.
		 *
		 * @param why a sentence without its full stop
		 */
		record Away(String why) implements Answer {

		}

	}

}

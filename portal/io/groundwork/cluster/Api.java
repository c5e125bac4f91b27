package io.groundwork.cluster;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cluster's API as plain JSON: objects of any kind, exactly as they are declared.
 */
final class Api {

	private static final int PATIENCE_SECONDS = 30;

	private final KubernetesClient client;

	private final String address;

	private final Runnable silence;

	private final String bearer;

	Api(KubernetesClient client) {
		this(client, () -> {
		});
	}

	/**
	 * @param silence told when the cluster does not answer, or not to us any more
	 */
	Api(KubernetesClient client, Runnable silence) {
		this(client, silence, "");
	}

	private Api(KubernetesClient client, Runnable silence, String bearer) {
		this.client = client;
		this.address = client.getConfiguration().getMasterUrl().replaceFirst("/+$", "");
		this.silence = silence;
		this.bearer = bearer;
	}

	/**
	 * The same as somebody sees it who shows that.
	 */
	Api as(String token) {
		return new Api(this.client, this.silence, token);
	}

	String address() {
		return this.address;
	}

	Answer get(String path) {
		return get(path, "application/json");
	}

	Answer get(String path, String accepted) {
		return send(request(path).setHeader("Accept", accepted));
	}

	/**
	 * Server-side apply.
	 * @param dry only says what would come of it
	 * @param force takes fields that others have set
	 */
	Answer apply(String path, ObjectNode object, boolean dry, boolean force) {
		String query = "?fieldManager=%s&fieldValidation=Strict&force=%s%s".formatted(Labels.GROUNDWORK, force,
				dry ? "&dryRun=All" : "");
		return send(request(path + query).method("PATCH", "application/apply-patch+yaml", object.toString()));
	}

	Answer post(String path, ObjectNode object) {
		return send(request(path).post("application/json", object.toString()));
	}

	Answer delete(String path) {
		return send(request(path).method("DELETE", "application/json",
				"{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}"));
	}

	/**
	 * Removes an object if it is still that one.
	 */
	Answer delete(String path, String uid) {
		ObjectNode options = JsonNodeFactory.instance.objectNode()
			.put("apiVersion", "v1")
			.put("kind", "DeleteOptions")
			.put("propagationPolicy", "Background");
		options.putObject("preconditions").put("uid", uid);
		return send(request(path).method("DELETE", "application/json", options.toString()));
	}

	/**
	 * Begins to listen; the answer is handed on as it comes.
	 */
	CompletableFuture<HttpResponse<AsyncBody>> listen(String path, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
		return this.client.getHttpClient()
			.consumeBytes(request(path).setHeader("Accept", "application/json").forStreaming().build(), consumer);
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = this.client.getHttpClient().newHttpRequestBuilder().uri(this.address + path);
		return this.bearer.isEmpty() ? request : request.setHeader("Authorization", "Bearer " + this.bearer);
	}

	private Answer send(io.fabric8.kubernetes.client.http.BasicBuilder request) {
		HttpRequest built = ((HttpRequest.Builder) request).build();
		CompletableFuture<HttpResponse<byte[]>> sent = this.client.getHttpClient().sendAsync(built, byte[].class);
		try {
			HttpResponse<byte[]> response = sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
			return answer(response.code(), response.body());
		}
		catch (ExecutionException ex) {
			this.silence.run();
			throw new ClusterAwayException(this.address, reason(ex), ex);
		}
		catch (TimeoutException ex) {
			sent.cancel(true);
			this.silence.run();
			throw new ClusterAwayException(this.address, "no answer in %d seconds".formatted(PATIENCE_SECONDS), ex);
		}
		catch (InterruptedException ex) {
			sent.cancel(true);
			Thread.currentThread().interrupt();
			throw new ClusterAwayException(this.address, "interrupted", ex);
		}
	}

	static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && cause.getCause() != cause) {
			cause = cause.getCause();
		}
		return (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
	}

	private Answer answer(int status, byte[] body) {
		if (status == 502 || status == 503 || status == 504 || status == 429) {
			throw new ClusterAwayException(this.address, "it says " + status);
		}
		if (status == 401) {
			if (this.bearer.isEmpty()) {
				// What is shown here by itself was replaced, or lost.
				this.silence.run();
			}
			throw new RefusedException(Refusal.unknownCredential());
		}
		try {
			return new Answer(status,
					(body.length > 0) ? JsonMapper.shared().readTree(body) : JsonNodeFactory.instance.objectNode());
		}
		catch (JacksonException ex) {
			throw new ClusterAwayException(this.address, "it says %d and no JSON".formatted(status), ex);
		}
	}

	static String encode(String segment) {
		return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * What was answered.
	 *
	 * @param status the HTTP status
	 * @param body an object, or a Status that says why not
	 */
	record Answer(int status, JsonNode body) {

		boolean ok() {
			return this.status / 100 == 2;
		}

		boolean absent() {
			return this.status == 404;
		}

		/**
		 * The object.
		 * @param about what was asked about
		 * @throws RefusedException if there is none
		 */
		JsonNode orRefused(Ref about) {
			if (!ok()) {
				throw new RefusedException(Refusal.of(about, this));
			}
			return this.body;
		}

	}

}

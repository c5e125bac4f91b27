package io.groundwork.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The objects of one kind, kept as they are in the cluster: listed once, and then told
 * each change.
 */
final class Reflector<T> {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** The API server ends a watch at some time; the next goes on where it was. */
	private static final int WATCH_SECONDS = 600;

	private static final int EXPIRED = 410;

	private final String path;

	private final Function<JsonNode, T> reading;

	private final Map<String, T> items = new ConcurrentHashMap<>();

	/**
	 * @param path where the kind is listed
	 * @param reading what is kept of an object
	 */
	Reflector(String path, Function<JsonNode, T> reading) {
		this.path = path;
		this.reading = reading;
	}

	Collection<T> items() {
		return this.items.values();
	}

	/**
	 * Listens until the cluster is lost, which it says by an exception.
	 * @param listed called when all there is has been read
	 * @param word called whenever something was heard
	 * @param silence after how long without a word it is lost
	 */
	void follow(Api api, Runnable listed, Runnable word, Duration silence) throws InterruptedException {
		String version = list(api);
		word.run();
		listed.run();
		while (true) {
			long began = System.nanoTime();
			version = watch(api, version, word, silence);
			if (version.isEmpty()) {
				version = list(api);
				word.run();
			}
			else if (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
				throw new ClusterAwayException(api.address(), "it stops telling at once");
			}
		}
	}

	private String list(Api api) {
		JsonNode list = api.get(this.path).orRefused(new Ref("v1", "List", "", this.path));
		Map<String, T> now = new HashMap<>();
		list.path("items").forEach((item) -> now.put(uid(item), this.reading.apply(item)));
		this.items.keySet().retainAll(now.keySet());
		this.items.putAll(now);
		return list.path("metadata").path("resourceVersion").asString("");
	}

	private static String uid(JsonNode item) {
		return item.path("metadata").path("uid").asString("");
	}

	/**
	 * Takes in what is told, from that version on.
	 * @return the last version that was told; empty if it has to be listed again
	 */
	private String watch(Api api, String from, Runnable word, Duration silence) throws InterruptedException {
		BlockingQueue<Told> told = new LinkedBlockingQueue<>();
		Lines lines = new Lines(told);
		CompletableFuture<HttpResponse<AsyncBody>> asked = api
			.listen("%s?watch=true&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d".formatted(this.path,
					from, WATCH_SECONDS), (buffers, body) -> {
						lines.take(buffers);
						body.consume();
					});
		AsyncBody body = begin(api, asked);
		try {
			if (body == null) {
				return "";
			}
			body.done().whenComplete((nothing, failure) -> told.add(new Told("", true)));
			body.consume();
			return take(api, from, told, word, silence);
		}
		finally {
			if (body != null) {
				body.cancel();
			}
		}
	}

	/**
	 * What tells; nothing if the version is too old to go on from.
	 */
	private @Nullable AsyncBody begin(Api api, CompletableFuture<HttpResponse<AsyncBody>> asked)
			throws InterruptedException {
		try {
			HttpResponse<AsyncBody> response = asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (response.isSuccessful()) {
				return response.body();
			}
			response.body().cancel();
			if (response.code() == EXPIRED) {
				return null;
			}
			if (response.code() == 401 || response.code() == 403) {
				throw new RefusedException(Refusal.unknownCredential());
			}
			throw new ClusterAwayException(api.address(), "it says " + response.code());
		}
		catch (ExecutionException ex) {
			throw new ClusterAwayException(api.address(), Api.reason(ex), ex);
		}
		catch (TimeoutException ex) {
			asked.cancel(true);
			throw new ClusterAwayException(api.address(), "no answer", ex);
		}
		catch (InterruptedException ex) {
			asked.cancel(true);
			throw ex;
		}
	}

	private String take(Api api, String from, BlockingQueue<Told> told, Runnable word, Duration silence)
			throws InterruptedException {
		String version = from;
		while (true) {
			Told next = told.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
			if (next == null) {
				throw new ClusterAwayException(api.address(),
						"it was silent for %d seconds".formatted(silence.toSeconds()));
			}
			word.run();
			if (next.end()) {
				return version;
			}
			JsonNode event = JsonMapper.shared().readTree(next.line());
			JsonNode object = event.path("object");
			switch (event.path("type").asString("")) {
				case "ADDED", "MODIFIED" -> this.items.put(uid(object), this.reading.apply(object));
				case "DELETED" -> this.items.remove(uid(object));
				case "ERROR" -> {
					// Most often it is too old to go on from; a list settles the rest
					// too.
					return "";
				}
				default -> {
				}
			}
			version = object.path("metadata").path("resourceVersion").asString(version);
		}
	}

	/**
	 * A line, or the end.
	 */
	private record Told(String line, boolean end) {

	}

	/**
	 * Puts lines together from what comes in pieces.
	 */
	private static final class Lines {

		private final BlockingQueue<Told> told;

		private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

		Lines(BlockingQueue<Told> told) {
			this.told = told;
		}

		void take(List<ByteBuffer> buffers) {
			for (ByteBuffer buffer : buffers) {
				while (buffer.hasRemaining()) {
					byte next = buffer.get();
					if (next == '\n') {
						this.told.add(new Told(this.begun.toString(StandardCharsets.UTF_8), false));
						this.begun.reset();
					}
					else {
						this.begun.write(next);
					}
				}
			}
		}

	}

}

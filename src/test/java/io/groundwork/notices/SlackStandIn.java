package io.groundwork.notices;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Slack of a test's own, that says what the real one says: refusals come with 200 and
 * ok false, too many calls with 429 and Retry-After.
 */
public final class SlackStandIn implements AutoCloseable {

	public static final String TOKEN = "xoxb-canary-of-slack-4711";

	private final HttpServer server;

	private final AtomicLong number = new AtomicLong(1_700_000_000);

	private final Map<String, JsonNode> messages = new ConcurrentHashMap<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private volatile @Nullable String error;

	private volatile int retryAfter;

	private volatile int status = 200;

	public SlackStandIn() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/api/", this::answer);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.start();
	}

	public Map<String, Object> settings() {
		return Map.of("groundwork.notices.slack.token", TOKEN, "groundwork.notices.slack.address",
				URI.create("http://127.0.0.1:%d/api/".formatted(this.server.getAddress().getPort())));
	}

	/**
	 * The messages that are there, by channel and number.
	 */
	public Map<String, JsonNode> messages() {
		return this.messages;
	}

	/**
	 * Those of a channel, as one text each.
	 */
	public List<String> in(String channel) {
		return this.messages.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(channel + " "))
			.map((entry) -> entry.getValue().toString())
			.toList();
	}

	/**
	 * The methods that were called, with what was answered, in order.
	 */
	public List<String> calls() {
		return List.copyOf(this.calls);
	}

	/** Says no to everything. */
	public void refuse(@Nullable String with) {
		this.error = with;
	}

	/** Wants to be left alone. */
	public void busy(int seconds) {
		this.retryAfter = seconds;
	}

	/** Does not work. */
	public void broken(int with) {
		this.status = with;
	}

	/** Somebody deletes what was written. */
	public void deleteAll() {
		this.messages.clear();
	}

	private void answer(HttpExchange exchange) throws IOException {
		String method = exchange.getRequestURI().getPath().substring("/api/".length());
		JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody());
		if (this.status != 200) {
			send(exchange, this.status, "upstream is away", method);
		}
		else if (this.retryAfter > 0) {
			exchange.getResponseHeaders().add("Retry-After", String.valueOf(this.retryAfter));
			send(exchange, 429, "{\"ok\":false,\"error\":\"ratelimited\"}", method);
		}
		else {
			send(exchange, 200, said(method, exchange.getRequestHeaders().getFirst("Authorization"), body), method);
		}
	}

	private String said(String method, @Nullable String authorization, JsonNode body) {
		String refusal = this.error;
		if (!("Bearer " + TOKEN).equals(authorization)) {
			refusal = "invalid_auth";
		}
		if (refusal != null) {
			return "{\"ok\":false,\"error\":\"%s\"}".formatted(refusal);
		}
		String channel = body.path("channel").asString("");
		if (method.equals("chat.postMessage")) {
			String ts = this.number.incrementAndGet() + ".000100";
			String id = channel.startsWith("U") ? "D" + channel.substring(1)
					: channel.startsWith("#") ? "C" + channel.substring(1).toUpperCase(java.util.Locale.ROOT) : channel;
			this.messages.put(id + " " + ts, body);
			return "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\",\"message\":{}}".formatted(id, ts);
		}
		String known = channel + " " + body.path("ts").asString("");
		if (!method.equals("chat.update")) {
			return "{\"ok\":false,\"error\":\"unknown_method\"}";
		}
		if (!this.messages.containsKey(known)) {
			return "{\"ok\":false,\"error\":\"message_not_found\"}";
		}
		this.messages.put(known, body);
		return "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\",\"text\":\"\"}".formatted(channel,
				body.path("ts").asString(""));
	}

	private void send(HttpExchange exchange, int status, String answer, String method) throws IOException {
		this.calls.add("%s %d %s".formatted(method, status, answer.contains("\"ok\":true") ? "ok" : answer));
		byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}

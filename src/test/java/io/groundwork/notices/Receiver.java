package io.groundwork.notices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program that listens to a webhook, and answers as a test says.
 */
public final class Receiver implements AutoCloseable {

	private final HttpServer server;

	private final List<Came> all = new CopyOnWriteArrayList<>();

	private volatile ToIntFunction<Came> answer = (came) -> 204;

	public Receiver() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", (exchange) -> {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			Came came = new Came(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body,
					new int[1]);
			int status = this.answer.applyAsInt(came);
			came.status()[0] = status;
			this.all.add(came);
			exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.start();
	}

	public String address() {
		return "http://127.0.0.1:%d/hooks?of=groundwork".formatted(this.server.getAddress().getPort());
	}

	/**
	 * Answers so from now on.
	 */
	public void answers(ToIntFunction<Came> how) {
		this.answer = how;
	}

	/**
	 * All that came and was answered, in order.
	 */
	public List<Came> all() {
		return List.copyOf(this.all);
	}

	/**
	 * What was taken, in order.
	 */
	public List<Came> taken() {
		return this.all.stream().filter((came) -> came.status()[0] / 100 == 2).toList();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * What came.
	 */
	public record Came(String path, Map<String, List<String>> headers, String body, int[] status) {

		public String header(String name) {
			return this.headers.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().equalsIgnoreCase(name))
				.map((entry) -> entry.getValue().getFirst())
				.findFirst()
				.orElse("");
		}

		public JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

	}

}

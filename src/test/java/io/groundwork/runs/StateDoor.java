package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Terraform and the portal, and remembers each state that the portal said
 * it has taken.
 */
final class StateDoor implements AutoCloseable {

	private static final List<String> PASSED = List.of("Authorization", "Content-MD5", "Content-Type");

	private final URI portal;

	private final URI other;

	private volatile boolean both;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();

	private final AtomicInteger posts = new AtomicInteger();

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger turns = new AtomicInteger();

	private final Map<Long, Set<Long>> claims = new ConcurrentHashMap<>();

	StateDoor(URI portal, URI other) {
		this.portal = portal;
		this.other = other;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::pass);
		this.server.start();
	}

	URI here() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Whether the two portals take turns.
	 */
	void both(boolean both) {
		this.both = both;
	}

	/**
	 * The states that were taken since the last call.
	 */
	List<Taken> taken() {
		List<Taken> all = List.copyOf(this.taken);
		this.taken.removeAll(all);
		return all;
	}

	/**
	 * How many states have come here.
	 */
	int posts() {
		return this.posts.get();
	}

	/**
	 * How many requests have come here.
	 */
	int requests() {
		return this.requests.get();
	}

	/**
	 * The claims of a run that have come here.
	 */
	Set<Long> claims(long run) {
		return this.claims.getOrDefault(run, Set.of());
	}

	private void remember(@Nullable String authorization) {
		if (authorization != null && authorization.startsWith("Basic ")) {
			String name = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
			String[] parts = name.split(":", 2)[0].split("-");
			this.claims.computeIfAbsent(Long.parseLong(parts[1]), (run) -> ConcurrentHashMap.newKeySet())
				.add(Long.parseLong(parts[2]));
		}
	}

	private void pass(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		byte[] body = exchange.getRequestBody().readAllBytes();
		URI asked = exchange.getRequestURI();
		remember(exchange.getRequestHeaders().getFirst("Authorization"));
		boolean state = exchange.getRequestMethod().equals("POST") && !asked.getPath().endsWith("/lock");
		if (state) {
			this.posts.incrementAndGet();
		}
		URI turn = (this.both && this.turns.incrementAndGet() % 2 == 0) ? this.other : this.portal;
		HttpRequest.Builder request = HttpRequest.newBuilder(turn.resolve(asked))
			.timeout(Duration.ofSeconds(30))
			.method(exchange.getRequestMethod(), (body.length == 0) ? HttpRequest.BodyPublishers.noBody()
					: HttpRequest.BodyPublishers.ofByteArray(body));
		for (String name : PASSED) {
			String value = exchange.getRequestHeaders().getFirst(name);
			if (value != null) {
				request.header(name, value);
			}
		}
		try {
			HttpResponse<byte[]> answer = this.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
			if (answer.statusCode() == 200 && state) {
				this.taken.add(new Taken(asked.getPath().substring("/state/".length()), sha256(body)));
			}
			answer.headers()
				.firstValue("Retry-After")
				.ifPresent((value) -> exchange.getResponseHeaders().set("Retry-After", value));
			exchange.sendResponseHeaders(answer.statusCode(), (answer.body().length == 0) ? -1 : answer.body().length);
			exchange.getResponseBody().write(answer.body());
		}
		catch (IOException ex) {
			// Hung up, as the portal itself has.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			exchange.close();
		}
	}

	static String sha256(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
		this.http.shutdownNow();
	}

	/**
	 * A state that the portal has confirmed.
	 *
	 * @param environment whose it is
	 * @param digest its SHA-256
	 */
	record Taken(String environment, String digest) {

	}

}

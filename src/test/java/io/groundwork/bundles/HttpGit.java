package io.groundwork.bundles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Git's own program behind HTTP, with a password before it and mishaps on the way.
 */
final class HttpGit implements AutoCloseable {

	static final String PASSWORD = "canary-gitops-password";

	private final Git git;

	private final HttpServer server;

	/** What happens just before pushes are taken, one after the other. */
	private final Deque<Runnable> before = new ArrayDeque<>();

	private boolean losesAnswers;

	HttpGit(Git git) throws IOException {
		this.git = git;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String address() {
		return "http://127.0.0.1:%d/%s".formatted(this.server.getAddress().getPort(), this.git.folder().getFileName());
	}

	void beforePush(Runnable happens) {
		this.before.add(happens);
	}

	/**
	 * The next push is taken, and nobody hears of it.
	 */
	void loseAnswer() {
		this.losesAnswers = true;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String expected = "Basic "
					+ Base64.getEncoder().encodeToString(("git:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
			if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
				exchange.getRequestBody().readAllBytes();
				exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
				exchange.sendResponseHeaders(401, -1);
				return;
			}
			boolean push = exchange.getRequestMethod().equals("POST")
					&& exchange.getRequestURI().getPath().endsWith("/git-receive-pack");
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (push && !this.before.isEmpty()) {
				this.before.poll().run();
			}
			byte[] said = program(exchange, body);
			if (push && this.losesAnswers) {
				this.losesAnswers = false;
				return;
			}
			send(exchange, said);
		}
	}

	private byte[] program(HttpExchange exchange, byte[] body) throws IOException {
		ProcessBuilder program = new ProcessBuilder("git", "http-backend");
		Map<String, String> environment = program.environment();
		environment.put("GIT_PROJECT_ROOT", this.git.folder().resolveSibling(".").toString());
		environment.put("GIT_HTTP_EXPORT_ALL", "1");
		environment.put("REMOTE_USER", "git");
		environment.put("PATH_INFO", exchange.getRequestURI().getPath());
		environment.put("REQUEST_METHOD", exchange.getRequestMethod());
		environment.put("CONTENT_LENGTH", String.valueOf(body.length));
		put(environment, "QUERY_STRING", exchange.getRequestURI().getQuery());
		put(environment, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
		put(environment, "HTTP_CONTENT_ENCODING", exchange.getRequestHeaders().getFirst("Content-Encoding"));
		put(environment, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
		Process process = program.start();
		Thread.startVirtualThread(() -> {
			try (OutputStream in = process.getOutputStream()) {
				in.write(body);
			}
			catch (IOException ex) {
				// It has heard enough.
			}
		});
		try (InputStream out = process.getInputStream()) {
			return out.readAllBytes();
		}
	}

	private static void put(Map<String, String> environment, String name, @Nullable String value) {
		if (value != null) {
			environment.put(name, value);
		}
	}

	private static void send(HttpExchange exchange, byte[] said) throws IOException {
		int status = 200;
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int at = 0;
		while (true) {
			int letter = said[at++];
			if (letter != '\n') {
				line.write(letter);
				continue;
			}
			String header = line.toString(StandardCharsets.ISO_8859_1).strip();
			line.reset();
			if (header.isEmpty()) {
				break;
			}
			String[] parts = header.split(": ", 2);
			if (parts[0].equals("Status")) {
				status = Integer.parseInt(parts[1].substring(0, 3));
			}
			else {
				exchange.getResponseHeaders().set(parts[0], parts[1]);
			}
		}
		exchange.sendResponseHeaders(status, (said.length > at) ? said.length - at : -1);
		exchange.getResponseBody().write(said, at, said.length - at);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}

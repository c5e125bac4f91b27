package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Speaks HTTP: reads requests, lets faults strike, writes answers.
 */
final class Front implements HttpHandler {

	private static final int LARGEST = 1024 * 1024;

	private static final int PATIENCE = 64;

	private static final Log log = LogFactory.getLog(Front.class);

	private final Gate gate;

	private final Admin admin;

	private final Faults faults;

	private final Requests requests;

	Front(Gate gate, Admin admin, Faults faults, Requests requests) {
		this.gate = gate;
		this.admin = admin;
		this.faults = faults;
		this.requests = requests;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "");
			byte[] body = read(exchange.getRequestBody());
			if (path.equals("/admin") || path.startsWith("/admin/")) {
				this.admin.handle(exchange, body);
				return;
			}
			Gate.Incoming incoming = new Gate.Incoming(exchange.getRequestMethod(), path,
					Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
					header(exchange, "Authorization"), header(exchange, "X-Filter"), body);
			serve(exchange, incoming);
		}
	}

	/**
	 * What was sent, or one byte more than is taken of what is too much. The rest of that
	 * is read too, within reason, or the client would find the connection broken and not
	 * the answer.
	 */
	private static byte[] read(InputStream in) throws IOException {
		byte[] body = in.readNBytes(LARGEST + 1);
		for (int i = 0; i < PATIENCE && body.length > LARGEST && in.readNBytes(LARGEST).length == LARGEST; i++) {
			continue;
		}
		return body;
	}

	private void serve(HttpExchange exchange, Gate.Incoming incoming) throws IOException {
		long start = System.nanoTime();
		Map<String, String> headers = new HashMap<>();
		Gate.Visitor visitor = new Gate.Visitor();
		Answer answer = answer(incoming, headers, visitor);
		boolean cut = this.faults.strike("cut", incoming.method(), incoming.path()).isPresent();
		headers.putAll(answer.headers());
		headers.forEach(exchange.getResponseHeaders()::set);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.getResponseHeaders().set("Cache-Control", "private, max-age=0, no-cache, no-store");
		byte[] bytes = Json.bytes(answer.body());
		this.requests.note(incoming.method(), incoming.path(), cut ? 0 : answer.status(), visitor.owner,
				(System.nanoTime() - start) / 1000);
		if ("HEAD".equals(incoming.method())) {
			exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
			exchange.sendResponseHeaders(answer.status(), -1);
			return;
		}
		exchange.sendResponseHeaders(answer.status(), bytes.length);
		OutputStream out = exchange.getResponseBody();
		// Less than was promised: the server then drops the connection.
		out.write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
		out.flush();
	}

	private Answer answer(Gate.Incoming incoming, Map<String, String> headers, Gate.Visitor visitor) {
		String path = incoming.path();
		try {
			if (!path.startsWith("/v4/") && !path.startsWith("/v4beta/")) {
				throw Refusal.notFound();
			}
			if (incoming.body().length > LARGEST) {
				throw new Refusal(413, "Request Entity Too Large");
			}
			strike(incoming);
			return this.gate.answer(incoming, headers, visitor);
		}
		catch (Refusal ex) {
			return ex.answer();
		}
		catch (RuntimeException ex) {
			log.error("%s %s could not be answered".formatted(incoming.method(), path), ex);
			return new Refusal(500, "An error occurred").answer();
		}
	}

	/**
	 * Faults that are there before anything has been done.
	 */
	private void strike(Gate.Incoming incoming) {
		Optional<Faults.Fault> slow = this.faults.strike("latency", incoming.method(), incoming.path());
		if (slow.isPresent()) {
			try {
				Thread.sleep(slow.get().millis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		if (this.faults.strike("too-many-requests", incoming.method(), incoming.path()).isPresent()) {
			throw new Refusal(429, List.of(new Refusal.Reason("Too many requests", "")), Map.of("Retry-After", "1"));
		}
		if (this.faults.strike("unavailable", incoming.method(), incoming.path()).isPresent()) {
			throw new Refusal(503, "Service Unavailable");
		}
		if (this.faults.strike("error", incoming.method(), incoming.path()).isPresent()) {
			throw new Refusal(500, "Internal Server Error");
		}
	}

	private static String header(HttpExchange exchange, String name) {
		return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
	}

}

package io.groundwork.sandbox.objects;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.groundwork.sandbox.linode.Buckets;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a region's objects are reached: HTTPS, one address for all that clients may sign
 * for, and lifecycle rules. Everything else is passed on as it is, signature included.
 */
final class Door implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Door.class);

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");

	/**
	 * Of the connection, and not of the request; nobody signs these.
	 */
	private static final Set<String> OWN = Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding",
			"content-length", "host", "expect", "te", "trailer", "upgrade");

	private static final int LARGEST_RULES = 1024 * 1024;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final HttpsServer server;

	private final Site site;

	private final Keyring keys;

	private final Supplier<Buckets.Watcher> watcher;

	private final HttpClient client;

	private Door(HttpsServer server, Site site, Keyring keys, Supplier<Buckets.Watcher> watcher, HttpClient client) {
		this.server = server;
		this.site = site;
		this.keys = keys;
		this.watcher = watcher;
		this.client = client;
	}

	/**
	 * Opens it at a port, 0 for any.
	 */
	static Door open(int port, SSLContext tls, Site site, Keyring keys, Supplier<Buckets.Watcher> watcher,
			HttpClient client) throws IOException {
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(tls));
		Door door = new Door(server, site, keys, watcher, client);
		server.setExecutor(door.threads);
		server.createContext("/", door::handle);
		server.start();
		return door;
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	Site site() {
		return this.site;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			Asked asked = Asked.of(exchange);
			if (!METHODS.contains(asked.method())) {
				refuse(exchange, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
			}
			else if (asked.isLifecycle()) {
				lifecycle(exchange, asked);
			}
			else {
				pass(exchange, asked);
			}
		}
		catch (IOException ex) {
			log.debug("{} {} broke off", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), ex);
			throw ex;
		}
		catch (RuntimeException ex) {
			log.error("{} {} could not be answered", exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
					ex);
			throw ex;
		}
	}

	private void pass(HttpExchange exchange, Asked asked) throws IOException {
		send(exchange, asked, exchange.getRequestBody(), length(exchange), (response) -> {
			// Before the answer: who has it may look at once.
			asked.bucket().filter((bucket) -> asked.isPlain()).ifPresent((bucket) -> {
				if ("PUT".equals(asked.method()) && response.getCode() == 200) {
					made(bucket, asked.accessKey());
				}
				if ("DELETE".equals(asked.method()) && response.getCode() == 204) {
					gone(bucket);
				}
			});
			answer(exchange, response);
		});
	}

	private void made(String bucket, String accessKey) {
		Buckets.Place place = this.site.place(bucket);
		try {
			this.site.tellPolicy(place);
		}
		catch (IOException ex) {
			log.warn("Limited keys do not reach {}", bucket, ex);
		}
		this.watcher.get().made(place, accessKey);
	}

	private void gone(String bucket) {
		try {
			this.site.lifecycles().forget(bucket);
		}
		catch (IOException ex) {
			log.warn("The lifecycle rules of {} outlive it", bucket, ex);
		}
		this.watcher.get().gone(this.site.place(bucket));
	}

	/**
	 * The server knows no lifecycle rules, but it looks at signature, content and bucket
	 * before it says so: whom it tells that, is who he says.
	 */
	private void lifecycle(HttpExchange exchange, Asked asked) throws IOException {
		byte[] body = (length(exchange) > LARGEST_RULES) ? new byte[0]
				: exchange.getRequestBody().readNBytes(LARGEST_RULES + 1);
		if (length(exchange) > LARGEST_RULES || body.length > LARGEST_RULES) {
			refuse(exchange, 400, "MaxMessageLengthExceeded", "Your request was too large.");
			exchange.getResponseBody().flush();
			// A connection that is closed on a client that still writes takes the answer
			// with it.
			exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
			return;
		}
		send(exchange, asked, new ByteArrayInputStream(body), length(exchange), (response) -> {
			if (response.getCode() == 501) {
				serve(exchange, asked, this.site.place(asked.bucket().orElseThrow()), body);
			}
			else {
				answer(exchange, response);
			}
		});
	}

	private void serve(HttpExchange exchange, Asked asked, Buckets.Place bucket, byte[] body) throws IOException {
		boolean writing = !"GET".equals(asked.method());
		Lifecycles rules = this.site.lifecycles();
		if (!this.keys.allows(asked.accessKey(), bucket, writing)) {
			refuse(exchange, 403, "AccessDenied", "Access Denied");
			return;
		}
		switch (asked.method()) {
			case "GET" -> {
				Optional<byte[]> found = rules.find(bucket.name());
				if (found.isPresent()) {
					exchange.getResponseHeaders().set("Content-Type", "application/xml");
					write(exchange, 200, found.get());
				}
				else {
					refuse(exchange, 404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist");
				}
			}
			case "PUT" -> {
				if (rules.keep(bucket.name(), body)) {
					exchange.sendResponseHeaders(200, -1);
				}
				else {
					refuse(exchange, 400, "MalformedXML",
							"The XML you provided was not well-formed or did not validate against our published schema");
				}
			}
			case "DELETE" -> {
				rules.forget(bucket.name());
				exchange.sendResponseHeaders(204, -1);
			}
			default ->
				refuse(exchange, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
		}
	}

	private static long length(HttpExchange exchange) {
		String given = exchange.getRequestHeaders().getFirst("Content-Length");
		return (given != null) ? Long.parseLong(given) : -1;
	}

	private void send(HttpExchange exchange, Asked asked, InputStream body, long length, Use use) throws IOException {
		Gateway gateway;
		try {
			// Only for somebody known, or anybody could have servers started.
			gateway = this.keys.find(asked.accessKey()).isPresent() ? this.site.gateway(asked.signing())
					: this.site.usual();
		}
		catch (IOException ex) {
			log.warn("There is no S3 server for {}", this.site.region(), ex);
			refuse(exchange, 503, "ServiceUnavailable", "Reduce your request rate.");
			return;
		}
		HttpHost target = new HttpHost("http", "127.0.0.1", gateway.port());
		// A large upload that is refused breaks off, as it does at the server itself.
		this.client.execute(target, request(exchange, asked, body, length), (response) -> {
			use.take(response);
			return response.getCode();
		});
	}

	private static BasicClassicHttpRequest request(HttpExchange exchange, Asked asked, InputStream body, long length)
			throws IOException {
		BasicClassicHttpRequest request = new BasicClassicHttpRequest(asked.method(), asked.target());
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
				values.forEach((value) -> request.addHeader(name, value));
			}
		});
		// What is signed is the name that the client knows.
		request.setAuthority(authority(exchange));
		if (length >= 0 || exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
			request.setEntity(new InputStreamEntity(body, length, (ContentType) null));
		}
		return request;
	}

	private static URIAuthority authority(HttpExchange exchange) throws IOException {
		try {
			String host = exchange.getRequestHeaders().getFirst("Host");
			return URIAuthority.create((host != null) ? host : "localhost");
		}
		catch (URISyntaxException ex) {
			throw new IOException(ex);
		}
	}

	private static void answer(HttpExchange exchange, ClassicHttpResponse response) throws IOException {
		for (Header header : response.getHeaders()) {
			if (!OWN.contains(header.getName().toLowerCase(Locale.ROOT))) {
				exchange.getResponseHeaders().add(header.getName(), header.getValue());
			}
		}
		HttpEntity entity = response.getEntity();
		if ("HEAD".equals(exchange.getRequestMethod())) {
			Optional.ofNullable(response.getFirstHeader("Content-Length"))
				.ifPresent((length) -> exchange.getResponseHeaders().set("Content-Length", length.getValue()));
			exchange.sendResponseHeaders(response.getCode(), -1);
		}
		else if (entity == null || entity.getContentLength() == 0) {
			exchange.sendResponseHeaders(response.getCode(), -1);
		}
		else {
			exchange.sendResponseHeaders(response.getCode(), Math.max(entity.getContentLength(), 0));
			try (InputStream in = entity.getContent(); OutputStream out = exchange.getResponseBody()) {
				in.transferTo(out);
			}
		}
	}

	private static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "application/xml");
		write(exchange, status,
				"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>"
					.formatted(code, message)
					.getBytes(StandardCharsets.UTF_8));
	}

	private static void write(HttpExchange exchange, int status, byte[] bytes) throws IOException {
		boolean head = "HEAD".equals(exchange.getRequestMethod());
		exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
		if (!head) {
			exchange.getResponseBody().write(bytes);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		List<Runnable> waiting = this.threads.shutdownNow();
		log.trace("{} requests were still waiting", waiting.size());
		this.site.close();
	}

	/**
	 * What is done with an answer.
	 */
	private interface Use {

		void take(ClassicHttpResponse response) throws IOException;

	}

}

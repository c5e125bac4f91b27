package io.groundwork.process;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What those who run the portal rely on.
 */
class OperationsTest {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final Portal portal = Portal.shared();

	@ParameterizedTest
	@ValueSource(strings = { "health/liveness", "health/readiness", "prometheus" })
	void isWatchedOnAPortOfItsOwn(String path) throws Exception {
		assertThat(get(this.portal.managementPort(), "/actuator/" + path).statusCode()).isEqualTo(200);
		assertThat(this.portal.signedIn("platform-1").get("/actuator/" + path).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "env", "beans", "heapdump", "configprops", "loggers", "mappings", "threaddump" })
	void showsNothingElseThere(String path) throws Exception {
		assertThat(get(this.portal.managementPort(), "/actuator/" + path).statusCode()).isEqualTo(404);
	}

	@Test
	void countsRequestsByRouteAndNotByAddress() throws Exception {
		this.portal.guest().call("DELETE", "/api/v1/tokens/4711", this.portal.issuer().accessToken("sre-1"), "");
		Eventually.that(Duration.ofSeconds(60), () -> metrics().contains("uri=\"/api/v1/tokens/{id}\""));
		// With its path: the bare digits stand in some measured value now and then.
		assertThat(metrics()).doesNotContain("/tokens/4711");
	}

	@Test
	void sendsTracesOnlyWhenItIsToldWhere() throws Exception {
		Set<String> received = ConcurrentHashMap.newKeySet();
		HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		receiver.createContext("/v1/traces", (exchange) -> {
			received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		receiver.start();
		String address = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/v1/traces";
		try (Portal traced = Portal
			.start(Map.of("groundwork.management.traces", address, "groundwork.management.traces-share", "1.0"))) {
			traced.guest().call("GET", "/api/v1/me", traced.issuer().accessToken("sre-1"), "");
			Eventually.that(Duration.ofSeconds(60),
					() -> received.stream().anyMatch((body) -> body.contains("/api/v1/me")));
		}
		finally {
			receiver.stop(0);
		}
	}

	@Test
	void workerOpensNoDoorForBrowsers() throws Exception {
		try (Portal worker = this.portal.another(Map.of("groundwork.roles", "worker"))) {
			assertThat(get(worker.managementPort(), "/actuator/health/readiness").statusCode()).isEqualTo(200);
			assertThat(worker.bean(RecurringWork.class).isRunning()).isTrue();
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> get(worker.address().getPort(), "/signed-out"));
		}
	}

	@Test
	void webProcessLeavesRecurringWorkToWorkers() {
		try (Portal web = this.portal.another(Map.of("groundwork.roles", "web"))) {
			assertThat(web.bean(RecurringWork.class).isRunning()).isFalse();
			assertThat(web.guest().get("/signed-out").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void finishesWhatWasBegunBeforeItStops() throws Exception {
		CountDownLatch closing = new CountDownLatch(1);
		Portal stopping = Portal.start(Map.of(), (context) -> context
			.addApplicationListener((ApplicationListener<ContextClosedEvent>) (event) -> closing.countDown()));
		String token = stopping.issuer().accessToken("engineer-1");
		String body = "{\"name\": \"in-flight\", \"scopes\": [\"read\"]}";
		try (Socket socket = new Socket("127.0.0.1", stopping.address().getPort())) {
			OutputStream out = socket.getOutputStream();
			write(out, """
					POST /api/v1/tokens HTTP/1.1\r
					Host: localhost:%d\r
					Authorization: Bearer %s\r
					Content-Type: application/json\r
					Content-Length: %d\r
					Connection: close\r
					\r
					""".formatted(stopping.address().getPort(), token, body.length()));
			write(out, body.substring(0, 5));
			// The portal is waiting for the rest when it has asked who this is.
			Eventually.that(Duration.ofSeconds(60),
					() -> stopping.signedIn("platform-1").get("/people?name=engineer-1").body().contains("/people/"));
			Thread close = Thread.ofPlatform().start(stopping::close);
			assertThat(closing.await(60, TimeUnit.SECONDS)).isTrue();
			write(out, body.substring(5));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 201").contains("\"name\":\"in-flight\"");
			close.join(Duration.ofSeconds(60));
			assertThat(close.isAlive()).isFalse();
		}
	}

	private String metrics() {
		try {
			return get(this.portal.managementPort(), "/actuator/prometheus").body();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static void write(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	private static HttpResponse<String> get(int port, String path) throws IOException {
		try {
			return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}

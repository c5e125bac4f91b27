package io.groundwork.notices.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.groundwork.notices.Receiver;
import io.groundwork.sandbox.Authority;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One POST, to the machines that were looked at and to no other.
 */
class CallTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();

	private static final InetAddress HERE = InetAddress.getLoopbackAddress();

	@Test
	void theNameIsNotLookedUpAgain() throws IOException {
		try (Receiver receiver = new Receiver()) {
			URI address = URI.create(receiver.address().replace("127.0.0.1", "nobody-knows-it.invalid"));
			assertThat(call(address, "{\"ä\":1}").to(List.of(HERE), PATIENCE, TLS)).isEqualTo(204);
			Receiver.Came came = receiver.taken().getFirst();
			assertThat(came.path()).isEqualTo("/hooks?of=groundwork");
			assertThat(came.header("Host")).isEqualTo(address.getAuthority());
			assertThat(came.header("X-One")).isEqualTo("1");
			assertThat(came.body()).isEqualTo("{\"ä\":1}");
		}
	}

	@Test
	void theNextMachineIsTriedIfTheFirstDoesNotAnswer() throws IOException {
		try (Receiver receiver = new Receiver()) {
			InetAddress away = InetAddress.getByName("127.0.0.2");
			int port = URI.create(receiver.address()).getPort();
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> call(URI.create("http://a.invalid:" + port), "").to(List.of(away), PATIENCE, TLS));
			assertThat(call(URI.create("http://a.invalid:" + port), "").to(List.of(away, HERE), PATIENCE, TLS))
				.isEqualTo(204);
		}
	}

	@Test
	void whoeverAnswersOneByteAtATimeIsCutOff() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
			Thread drip = Thread.ofVirtual().start(() -> {
				try (Socket socket = server.accept()) {
					while (true) {
						socket.getOutputStream().write('H');
						socket.getOutputStream().flush();
						java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
					}
				}
				catch (IOException ex) {
					// It was cut off.
				}
			});
			URI address = URI.create("http://a.invalid:" + server.getLocalPort());
			long start = System.nanoTime();
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> call(address, "").to(List.of(HERE), Duration.ofMillis(300), TLS))
				.withMessageContaining("in time");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
			drip.join();
		}
	}

	@Test
	void whatIsNoWebServerIsNotUnderstood() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
			Thread.ofVirtual().start(() -> {
				try (Socket socket = server.accept()) {
					socket.getInputStream().read();
					socket.getOutputStream().write("220 smtp.example.org\r\n".getBytes(StandardCharsets.US_ASCII));
				}
				catch (IOException ex) {
					// It was cut off.
				}
			});
			URI address = URI.create("http://a.invalid:" + server.getLocalPort());
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> call(address, "").to(List.of(HERE), PATIENCE, TLS));
		}
	}

	@Test
	void aCertificateForAnotherNameIsNotTrusted(@TempDir Path folder) throws Exception {
		Authority authority = Authority.in(folder);
		HttpsServer server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context(authority, authority.issue("hooks.localhost"))));
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		try {
			SSLSocketFactory trusting = context(authority, null).getSocketFactory();
			int port = server.getAddress().getPort();
			URI right = URI.create("https://hooks.localhost:" + port);
			assertThat(call(right, "").to(List.of(HERE), PATIENCE, trusting)).isEqualTo(200);
			assertThatExceptionOfType(SSLException.class)
				.isThrownBy(() -> call(URI.create("https://other.localhost:" + port), "").to(List.of(HERE), PATIENCE,
						trusting));
			assertThatExceptionOfType(SSLException.class)
				.isThrownBy(() -> call(right, "").to(List.of(HERE), PATIENCE, TLS));
		}
		finally {
			server.stop(0);
		}
	}

	private static SSLContext context(Authority authority, Authority.@Nullable Issued issued) throws Exception {
		CertificateFactory certificates = CertificateFactory.getInstance("X.509");
		Certificate root = certificates
			.generateCertificate(new ByteArrayInputStream(authority.certificate().getBytes(StandardCharsets.US_ASCII)));
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("root", root);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		KeyStore keys = KeyStore.getInstance("PKCS12");
		keys.load(null, null);
		if (issued != null) {
			Certificate[] chain = certificates
				.generateCertificates(
						new ByteArrayInputStream(issued.certificate().getBytes(StandardCharsets.US_ASCII)))
				.toArray(Certificate[]::new);
			byte[] key = Base64.getMimeDecoder().decode(issued.key().replaceAll("-----[A-Z ]+-----", ""));
			keys.setKeyEntry("own", KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
				.generatePrivate(new PKCS8EncodedKeySpec(key)), new char[0], chain);
		}
		KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		own.init(keys, new char[0]);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

	private static Call call(URI address, String body) {
		return new Call(new Destination(address, true), Map.of("X-One", "1"), body.getBytes(StandardCharsets.UTF_8));
	}

}

package io.groundwork.sandbox.objects;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.groundwork.sandbox.FreePort;
import io.groundwork.sandbox.Leash;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One S3 server over a region's folder, for one name that clients put into their
 * signatures as the region: the server takes one, and Linode takes any.
 */
final class Gateway implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/**
	 * Between the choice of a free port and its use another may take it.
	 */
	private static final int ATTEMPTS = 5;

	private final Leash leash;

	private final int port;

	private final S3Client root;

	private Gateway(Leash leash, int port, S3Client root) {
		this.leash = leash;
		this.port = port;
		this.root = root;
	}

	static Gateway start(Path program, Path folder, String signing) throws IOException {
		Path log = folder.resolve("s3-" + signing + ".log");
		String access = random();
		String secret = random();
		// So that nobody else who took the port is taken for it.
		String health = "/" + random();
		for (int attempt = 1;; attempt++) {
			int port = FreePort.next();
			// Users are read anew for each request: their file is written here.
			Leash leash = Leash
				.start(List.of(program.toString(), "--port", "127.0.0.1:" + port, "--health", health, "--keep-alive",
						"--quiet", "--iam-dir", path(folder, "iam"), "--iam-cache-disable", "posix", "--versioning-dir",
						path(folder, "versions"), "--dir-perms", "0700", "--file-perms", "0600", path(folder, "data")),
						Map.of("ROOT_ACCESS_KEY", access, "ROOT_SECRET_KEY", secret, "VGW_REGION", signing), log);
			if (isReady(leash, URI.create("http://127.0.0.1:" + port + health))) {
				return new Gateway(leash, port, client(port, signing, access, secret));
			}
			leash.close();
			if (attempt == ATTEMPTS) {
				throw new IOException("The S3 server did not start; it said: " + Files.readString(log));
			}
		}
	}

	private static String path(Path folder, String name) throws IOException {
		return Files.createDirectories(folder.resolve(name)).toAbsolutePath().toString();
	}

	private static String random() {
		byte[] bytes = new byte[16];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	private static S3Client client(int port, String signing, String access, String secret) {
		return S3Client.builder()
			.endpointOverride(URI.create("http://127.0.0.1:" + port))
			.region(Region.of(signing))
			.forcePathStyle(true)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)))
			.httpClientBuilder(Apache5HttpClient.builder())
			.build();
	}

	private static boolean isReady(Leash leash, URI health) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(1)).build();
		long end = System.nanoTime() + PATIENCE.toNanos();
		try (HttpClient client = HttpClient.newHttpClient()) {
			while (leash.process().isAlive() && System.nanoTime() < end) {
				if (answers(client, request)) {
					return true;
				}
				leash.process().waitFor(10, TimeUnit.MILLISECONDS);
			}
			return false;
		}
		catch (InterruptedException ex) {
			leash.close();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
	}

	private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
		try {
			return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * For what nobody's key is to be used for.
	 */
	S3Client root() {
		return this.root;
	}

	boolean isAlive() {
		return this.leash.process().isAlive();
	}

	@Override
	public void close() {
		this.root.close();
		this.leash.close();
	}

}

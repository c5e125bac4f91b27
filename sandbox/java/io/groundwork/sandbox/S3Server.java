package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
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

import org.jspecify.annotations.Nullable;

/**
 * A real S3 server over a folder, versitygw, which {@code scripts/tools versitygw}
 * builds.
 */
public final class S3Server implements AutoCloseable {

	private static final String VERSION = "1.8.0";

	private static final String BUCKET = "groundwork";

	private static final String REGION = "us-east-1";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/**
	 * Between the choice of a free port and its use another may take it.
	 */
	private static final int ATTEMPTS = 5;

	private static @Nullable S3Server shared;

	private final Leash leash;

	private final Access access;

	private S3Server(Leash leash, Access access) {
		this.leash = leash;
		this.access = access;
	}

	/**
	 * One for all tests of this JVM, over a temporary folder; it ends with it.
	 */
	public static synchronized S3Server shared() {
		S3Server running = shared;
		if (running == null) {
			try {
				running = start(Files.createTempDirectory(Path.of("target"), "s3-"), 0);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			shared = running;
		}
		return running;
	}

	/**
	 * Starts a server whose buckets are the folders of that folder, with one bucket and a
	 * new access key.
	 * @param port the port to listen on, 0 for any
	 */
	public static S3Server start(Path folder, int port) {
		try {
			Files.createDirectories(folder.resolve(BUCKET));
			Path log = folder.resolveSibling(folder.getFileName() + ".log");
			String accessKey = random();
			String secretKey = random();
			// So that nobody else who took the port is taken for it.
			String health = "/" + random();
			for (int attempt = 1;; attempt++) {
				int chosen = (port != 0) ? port : FreePort.next();
				Access access = new Access(URI.create("http://127.0.0.1:" + chosen), REGION, BUCKET, accessKey,
						secretKey);
				S3Server server = new S3Server(Leash.start(
						List.of(program().toString(), "--port", "127.0.0.1:" + chosen, "--health", health,
								"--keep-alive", "--quiet", "posix", folder.toAbsolutePath().toString()),
						Map.of("ROOT_ACCESS_KEY", accessKey, "ROOT_SECRET_KEY", secretKey, "VGW_REGION", REGION), log),
						access);
				if (server.isReady(health)) {
					return server;
				}
				server.close();
				if (port != 0 || attempt == ATTEMPTS) {
					throw new IOException("it said: " + Files.readString(log));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The S3 server did not start", ex);
		}
	}

	private static String random() {
		byte[] bytes = new byte[16];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * Where the program is.
	 */
	public static Path program() {
		String given = System.getProperty("groundwork.tools.versitygw");
		if (given != null) {
			return Path.of(given);
		}
		Path binary = Tools.cache().resolve("versitygw-" + VERSION).resolve("versitygw");
		if (!Files.isExecutable(binary)) {
			throw new IllegalStateException("There is no S3 server at " + binary + "; run scripts/tools versitygw");
		}
		return binary;
	}

	private boolean isReady(String health) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(this.access.endpoint().resolve(health))
			.timeout(Duration.ofSeconds(1))
			.build();
		long end = System.nanoTime() + PATIENCE.toNanos();
		try (HttpClient client = HttpClient.newHttpClient()) {
			while (this.leash.process().isAlive() && System.nanoTime() < end) {
				if (answers(client, request)) {
					return true;
				}
				this.leash.process().waitFor(20, TimeUnit.MILLISECONDS);
			}
			return false;
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
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

	public Access access() {
		return this.access;
	}

	/**
	 * The process of the leash; the server is its child.
	 */
	public ProcessHandle process() {
		return this.leash.process().toHandle();
	}

	@Override
	public void close() {
		this.leash.close();
	}

	/**
	 * How to reach the server.
	 *
	 * @param endpoint its address
	 * @param region its region
	 * @param bucket the bucket that is there
	 * @param accessKey the access key's id
	 * @param secretKey the access key's secret
	 */
	public record Access(URI endpoint, String region, String bucket, String accessKey, String secretKey) {

		public Map<String, Object> settings() {
			return Map.of("groundwork.storage.kind", "s3", "groundwork.storage.s3.endpoint", this.endpoint.toString(),
					"groundwork.storage.s3.region", this.region, "groundwork.storage.s3.bucket", this.bucket,
					"groundwork.storage.s3.access-key", this.accessKey, "groundwork.storage.s3.secret-key",
					this.secretKey);
		}

	}

}

package io.groundwork.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.groundwork.Ports;

import org.springframework.util.FileSystemUtils;

/**
 * How long {@code make run} takes in a clone in which nothing was ever built.
 */
final class FreshRunBench {

	private static final double BAR = 45;

	private static final Duration MOST = Duration.ofMinutes(5);

	private FreshRunBench() {
	}

	static List<Figure> run() throws IOException, InterruptedException {
		Path folder = Files.createTempDirectory("groundwork-fresh-");
		Path clone = folder.resolve("clone");
		Path log = folder.resolve("run.log");
		Process git = new ProcessBuilder("git", "clone", "--quiet", Path.of("").toAbsolutePath().toString(),
				clone.toString())
			.inheritIO()
			.start();
		if (git.waitFor() != 0) {
			throw new IllegalStateException("git could not clone this checkout");
		}
		ProcessBuilder builder = new ProcessBuilder("make", "run").directory(clone.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		int port = Ports.free();
		for (String part : List.of("MANAGEMENT", "ISSUER", "DATABASE", "LINODE", "S3", "DNS")) {
			builder.environment().put("GROUNDWORK_%s_PORT".formatted(part), String.valueOf(Ports.free()));
		}
		builder.environment().put("GROUNDWORK_PORTAL_PORT", String.valueOf(port));
		// Only these say what to run; the make that runs this one must not.
		builder.environment().keySet().removeIf((name) -> name.startsWith("MAKE") || name.equals("MFLAGS"));
		long begin = System.nanoTime();
		Process run = builder.start();
		Runtime.getRuntime().addShutdownHook(new Thread(run::destroy));
		try {
			double seconds = usable(run, URI.create("http://localhost:%d/me".formatted(port)), begin, log);
			return List.of(new Figure("run.fresh", seconds, "s", BAR, seconds <= BAR,
					"make run in a new clone, with Maven's cache, until the sign-in page that it leads to is there"));
		}
		finally {
			run.destroy();
			if (!run.waitFor(30, TimeUnit.SECONDS)) {
				run.destroyForcibly().waitFor();
			}
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static double usable(Process run, URI page, long begin, Path log) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(page)
			.header("Accept", "text/html")
			.timeout(Duration.ofSeconds(20))
			.build();
		try (HttpClient http = HttpClient.newBuilder()
			.followRedirects(HttpClient.Redirect.NORMAL)
			.cookieHandler(new java.net.CookieManager())
			.build()) {
			while (run.isAlive() && System.nanoTime() - begin < MOST.toNanos()) {
				try {
					HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
					if (answer.statusCode() == 200 && answer.body().contains("name=\"password\"")) {
						return (System.nanoTime() - begin) / 1e9;
					}
				}
				catch (ConnectException ex) {
					// Nobody listens yet.
				}
				run.waitFor(100, TimeUnit.MILLISECONDS);
			}
		}
		throw new IllegalStateException("make run came to no page. It said:\n" + Files.readString(log));
	}

}

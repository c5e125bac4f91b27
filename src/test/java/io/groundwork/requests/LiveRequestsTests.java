package io.groundwork.requests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.database.Signals;
import io.groundwork.runs.RunRows;
import io.groundwork.runs.Runs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever has the page of a request open hears when something happens to it, from
 * whichever process, and only then.
 */
class LiveRequestsTests {

	private static final String CHANGED = "data: changed";

	private static final String END = "event: end";

	private final Portal portal = Portal.shared();

	private final RequestFixtures fixtures = new RequestFixtures(this.portal);

	private final Guest engineer = this.portal.signedIn("engineer-1");

	private final Guest reviewer = this.portal.signedIn("reviewer-1");

	@Test
	void whatSomebodySaysIsToldToWhoeverLooks() throws Exception {
		long request = this.fixtures.waiting("payments");
		long other = this.fixtures.waiting("payments");
		try (Watching watching = watch("engineer-1", "/requests/%d/changes".formatted(request))) {
			assertThat(watching.next()).isEqualTo(CHANGED);
			comment(other);
			comment(request);
			assertThat(watching.next()).isEqualTo(CHANGED);
			vote(request);
			assertThat(watching.next()).as("one for the comment, one for the vote, none for the other")
				.isEqualTo(CHANGED);
		}
	}

	@Test
	void itsRunsBelongToARequest() throws Exception {
		long request = this.fixtures.queued("payments", this.fixtures.person("engineer-1"));
		long run = this.portal.bean(JdbcClient.class)
			.sql("select apply_run from request where number = ?")
			.param(request)
			.query(Long.class)
			.single();
		try (Watching page = watch("engineer-1", "/requests/%d/changes".formatted(request));
				Watching ofRun = watch("engineer-1", "/runs/%d/changes".formatted(run))) {
			assertThat(page.next()).isEqualTo(CHANGED);
			assertThat(ofRun.next()).isEqualTo(CHANGED);
			this.portal.bean(Signals.class).send(Runs.CHANGED, run);
			assertThat(page.next()).isEqualTo(CHANGED);
			assertThat(ofRun.next()).isEqualTo(CHANGED);
		}
	}

	@Test
	void itEndsWithTheRequest() throws Exception {
		long person = this.fixtures.person("engineer-1");
		long ended = this.fixtures.of("payments", person, "failed");
		try (Watching watching = watch("engineer-1", "/requests/%d/changes".formatted(ended))) {
			assertThat(watching.next()).isEqualTo(CHANGED);
			assertThat(watching.next()).isEqualTo(END);
		}
		long request = this.fixtures.waiting("payments", "development", person);
		try (Watching watching = watch("engineer-1", "/requests/%d/changes".formatted(request))) {
			assertThat(watching.next()).isEqualTo(CHANGED);
			this.engineer.submit("/requests/" + request, "/requests/%d/withdraw".formatted(request),
					Map.of("reason", "a test"));
			assertThat(watching.next()).isEqualTo(CHANGED);
			assertThat(watching.next()).isEqualTo(END);
			assertThat(watching.next()).as("and nothing after it").isNull();
		}
	}

	private void comment(long request) {
		assertThat(this.engineer
			.submit("/requests/" + request, "/requests/%d/comment".formatted(request), Map.of("text", "a test"))
			.statusCode()).isEqualTo(302);
	}

	private void vote(long request) {
		assertThat(this.reviewer
			.submit("/requests/" + request, "/requests/%d/deny".formatted(request),
					Map.of("digest", RunRows.digest(), "reason", "a test"))
			.statusCode()).isEqualTo(302);
	}

	private Watching watch(String who, String path) throws Exception {
		HttpResponse<InputStream> answer = HttpClient.newBuilder()
			.cookieHandler(this.portal.signedIn(who).cookies())
			.build()
			.send(HttpRequest.newBuilder(this.portal.address().resolve(path)).build(),
					HttpResponse.BodyHandlers.ofInputStream());
		assertThat(answer.statusCode()).isEqualTo(200);
		return new Watching(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
	}

	/**
	 * What is heard, one event after the other.
	 */
	private record Watching(BufferedReader lines) implements AutoCloseable {

		@Nullable String next() throws InterruptedException, ExecutionException, TimeoutException {
			FutureTask<@Nullable String> next = new FutureTask<>(this::read);
			Thread.ofVirtual().start(next);
			return next.get(20, TimeUnit.SECONDS);
		}

		private @Nullable String read() throws IOException {
			String line = this.lines.readLine();
			while (line != null && !line.equals(CHANGED) && !line.equals(END)) {
				line = this.lines.readLine();
			}
			return line;
		}

		@Override
		public void close() throws IOException {
			this.lines.close();
		}

	}

}

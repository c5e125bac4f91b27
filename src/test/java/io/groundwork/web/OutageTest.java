package io.groundwork.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.DatabaseLine;
import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database goes away and comes back: people are told, nothing is half done, and
 * nobody has to restart anything.
 */
class OutageTest {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String INSERT = "insert into api_token";

	private static Postgres.Database database;

	private static DatabaseLine line;

	private static Portal portal;

	private static Guest engineer;

	private static String token;

	private final String name = UUID.randomUUID().toString();

	private final Instant expiry = Instant.now().plusSeconds(600);

	@BeforeAll
	static void start() {
		database = Postgres.shared().fresh();
		line = new DatabaseLine(database);
		portal = Portal.start(line.database(), Map.of("spring.datasource.hikari.connection-timeout", 1000));
		engineer = portal.signedIn("engineer-1");
		token = engineer.makeToken("outage-test", "read", "write");
	}

	@AfterAll
	static void stop() {
		line.mend();
		portal.close();
		line.close();
	}

	@BeforeEach
	void warmUp() {
		assertThat(post(null).statusCode()).isEqualTo(201);
	}

	@AfterEach
	void mended() {
		line.mend();
		Eventually.that(PATIENCE, () -> engineer.get("/me").statusCode() == 200);
		Eventually.that(PATIENCE, () -> health("readiness") == 200);
	}

	@Test
	void peopleAndScriptsAreToldAndTheProcessStaysAlive() {
		line.cut();
		HttpResponse<String> page = engineer.get("/tokens");
		assertThat(page.statusCode()).isEqualTo(503);
		assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
		assertThat(page.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
		assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
		assertThat(page.body()).contains("The portal cannot work just now", "Reference").doesNotContain("Exception");
		Matcher style = Pattern.compile("href=\"(/css/[^\"]+)\"").matcher(page.body());
		assertThat(style.find()).isTrue();
		assertThat(engineer.get(style.group(1)).statusCode()).as(style.group(1)).isEqualTo(200);
		HttpResponse<String> problem = engineer.call("GET", "/api/v1/me", token, "");
		assertThat(problem.statusCode()).isEqualTo(503);
		assertThat(problem.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(problem.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
		assertThat(engineer.get("/css/base.css").statusCode()).isEqualTo(200);
		assertThat(engineer.get("/").statusCode()).isEqualTo(503);
		assertThat(portal.guest().get("/me").statusCode()).isEqualTo(503);
		assertThat(health("liveness")).isEqualTo(200);
		assertThat(health("readiness")).isEqualTo(503);
		line.mend();
		// Nobody was signed out and nothing was restarted.
		Eventually.that(PATIENCE, () -> engineer.get("/tokens").statusCode() == 200);
		assertThat(engineer.call("GET", "/api/v1/me", token, "").statusCode()).isEqualTo(200);
		assertThat(health("liveness")).isEqualTo(200);
	}

	@Test
	void aWriteThatIsCutOffBeforeItsCommitIsNotThere() {
		for (String words : new String[] { INSERT, "insert into audit_row", "COMMIT" }) {
			line.cutAt(words, INSERT, false);
			HttpResponse<String> answer = post(null);
			assertThat(line.isCut()).as(words).isTrue();
			assertThat(answer.statusCode()).as(words).isEqualTo(503);
			assertThat(made()).as(words).isEqualTo(1);
			assertThat(audited()).as(words).isEqualTo(1);
			mended();
		}
		assertThat(post(null).statusCode()).isEqualTo(201);
		assertThat(made()).isEqualTo(2);
	}

	@Test
	void aCommitWhoseAnswerIsLostIsNotSaidToBeDoneAndNotDoneTwice() {
		String key = UUID.randomUUID().toString();
		// The key is taken first, in a transaction of its own.
		line.cutAt(INSERT, INSERT, false);
		assertThat(post(key).statusCode()).isEqualTo(503);
		mended();
		HttpResponse<String> again = post(key);
		assertThat(again.statusCode()).isEqualTo(409);
		assertThat(again.body()).contains("outcome is unknown");
		assertThat(made()).isEqualTo(1);
	}

	@Test
	void whatTheDatabaseHeardIsThereAsAWhole() {
		line.cutAt("COMMIT", INSERT, true);
		HttpResponse<String> answer = post(null);
		assertThat(answer.statusCode()).isEqualTo(503);
		// The token and its row in the record: both or none.
		Eventually.that(PATIENCE, () -> made() == 2);
		assertThat(audited()).isEqualTo(2);
	}

	@Test
	void whateverWasAnsweredWithYesIsThere() throws Exception {
		int yes = 1;
		for (int round = 0; round < 6; round++) {
			Thread cutter = Thread.ofVirtual().start(line::cut);
			for (int i = 0; i < 3; i++) {
				int status = post(null).statusCode();
				assertThat(status).isIn(201, 503);
				yes += (status == 201) ? 1 : 0;
			}
			cutter.join();
			line.mend();
			Eventually.that(PATIENCE, () -> engineer.get("/me").statusCode() == 200);
		}
		assertThat(made()).isGreaterThanOrEqualTo(yes);
		assertThat(audited()).isEqualTo(made());
	}

	private HttpResponse<String> post(@Nullable String key) {
		var call = engineer.call("/api/v1/tokens", token)
			.POST(BodyPublishers.ofString(
					"{\"name\":\"%s\",\"scopes\":[\"read\"],\"expiry\":\"%s\"}".formatted(this.name, this.expiry)));
		HttpResponse<String> answer = engineer.send((key != null) ? call.header("Idempotency-Key", key) : call);
		if (answer.statusCode() == 201) {
			// Fifty live ones are the most.
			jdbc().sql("update api_token set revoked_at = now(), revoked_by = 'test' where name = ?")
				.param(this.name)
				.update();
		}
		return answer;
	}

	private long made() {
		return jdbc().sql("select count(*) from api_token where name = ?").param(this.name).query(Long.class).single();
	}

	private long audited() {
		return jdbc().sql("select count(*) from audit_row where action = 'token.created' and details ->> 'name' = ?")
			.param(this.name)
			.query(Long.class)
			.single();
	}

	/**
	 * A line of the test's own, which is never cut.
	 */
	private static JdbcClient jdbc() {
		Map<String, Object> settings = database.settings();
		return JdbcClient.create(new DriverManagerDataSource(database.url(),
				String.valueOf(settings.get("groundwork.database.username")),
				String.valueOf(settings.get("groundwork.database.password"))));
	}

	private static int health(String probe) {
		try (HttpClient http = HttpClient.newHttpClient()) {
			URI address = URI
				.create("http://localhost:%d/actuator/health/%s".formatted(portal.managementPort(), probe));
			return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()).statusCode();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}

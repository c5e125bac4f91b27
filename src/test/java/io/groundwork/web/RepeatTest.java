package io.groundwork.web;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.identity.Route;
import io.groundwork.identity.Route.Things;
import io.groundwork.sandbox.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A POST with an Idempotency-Key is done once, however often it is sent.
 */
class RepeatTest {

	private static final String TALLY = "/api/v1/tally";

	private static Portal portal;

	private static Guest guest;

	private static String engineer;

	private static String reviewer;

	private final Tally tally = new Tally();

	private final String key = UUID.randomUUID().toString();

	@BeforeAll
	static void start() {
		portal = Portal.shared()
			.another(Map.of(), (context) -> context.registerBean("tallyRoute", Route.class,
					() -> Route.signedIn(HttpMethod.POST, TALLY, Things.NONE)));
		guest = portal.signedIn("engineer-1");
		engineer = guest.makeToken("repeat-test", "read", "write");
		reviewer = portal.signedIn("reviewer-1").makeToken("repeat-test", "read", "write");
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@Test
	void theSameAnswerIsGivenAgain() throws Exception {
		HttpResponse<String> first = tally(this.key, "{\"by\":1}");
		HttpResponse<String> again = tally(this.key, "{\"by\":1}");
		assertThat(first.statusCode()).isEqualTo(201);
		assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
		assertThat(again.statusCode()).isEqualTo(201);
		assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
		assertThat(again.body()).isEqualTo(first.body()).contains("\"total\":1");
		assertThat(again.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"))
			.hasValue("/api/v1/tally/1");
		assertThat(again.headers().firstValue("Content-Type")).isEqualTo(first.headers().firstValue("Content-Type"));
		assertThat(again.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		assertThat(this.tally.done).hasValue(1);
	}

	@Test
	void withoutAKeyEveryPostCounts() throws Exception {
		HttpResponse<String> first = tally(null, "{\"by\":1}");
		tally(null, "{\"by\":1}");
		assertThat(first.statusCode()).isEqualTo(201);
		assertThat(this.tally.done).hasValue(2);
	}

	@Test
	void anotherBodyOrAddressWithTheSameKeyIsRefused() throws Exception {
		tally(this.key, "{\"by\":1}");
		assertThat(tally(this.key, "{\"by\":2}").statusCode()).isEqualTo(422);
		assertThat(tally(this.key, "{\"by\": 1}").statusCode()).isEqualTo(422);
		assertThat(post(TALLY + "?twice=true", this.key, engineer, "{\"by\":1}").statusCode()).isEqualTo(422);
		HttpResponse<String> elsewhere = post("/api/v1/tokens", this.key, engineer, "{\"by\":1}");
		assertThat(elsewhere.statusCode()).isEqualTo(422);
		assertThat(elsewhere.body()).contains("\"field\":\"Idempotency-Key\"", "Use a new key for each request");
		assertThat(this.tally.done).hasValue(1);
	}

	@Test
	void anAnswerWithACredentialIsNeitherKeptNorGivenAgain() {
		String wish = "{\"name\":\"once-only\",\"scopes\":[\"read\"],\"expiry\":\"%s\"}"
			.formatted(Instant.now().plusSeconds(600));
		HttpResponse<String> first = post("/api/v1/tokens", this.key, engineer, wish);
		HttpResponse<String> again = post("/api/v1/tokens", this.key, engineer, wish);
		assertThat(first.statusCode()).isEqualTo(201);
		assertThat(first.body()).contains("\"secret\":\"gw_");
		assertThat(again.statusCode()).isEqualTo(409);
		assertThat(again.body()).doesNotContain("gw_").contains("held a credential");
		assertThat(jdbc().sql("select count(*) from api_token where name = 'once-only'").query(Long.class).single())
			.isEqualTo(1);
		assertThat(
				jdbc().sql("select body is null and location is null and not kept from repeatable_post where key = ?")
					.param(this.key)
					.query(Boolean.class)
					.single())
			.isTrue();
	}

	@Test
	void sixteenAtOnceAreOne() throws Exception {
		CyclicBarrier together = new CyclicBarrier(16);
		Callable<HttpResponse<String>> post = () -> {
			Guest own = portal.guest();
			together.await();
			return own.send(own.call(TALLY, engineer)
				.header("Idempotency-Key", this.key)
				.POST(BodyPublishers.ofString("{\"by\":1}")));
		};
		mapped(() -> {
			try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
				List<Future<HttpResponse<String>>> answers = IntStream.range(0, 16)
					.mapToObj((number) -> threads.submit(post))
					.toList();
				int fresh = 0;
				for (Future<HttpResponse<String>> future : answers) {
					HttpResponse<String> answer = future.get();
					assertThat(answer.statusCode()).isIn(201, 409);
					boolean first = answer.statusCode() == 201
							&& answer.headers().firstValue("Idempotency-Replayed").isEmpty();
					fresh += first ? 1 : 0;
				}
				assertThat(fresh).isEqualTo(1);
			}
			return null;
		});
		assertThat(this.tally.done).hasValue(1);
	}

	@Test
	void whatFailedMayBeTriedAgain() throws Exception {
		assertThat(tally(this.key, "{\"by\":\"nonsense\"}").statusCode()).isEqualTo(400);
		assertThat(tally(this.key, "{\"by\":0}").statusCode()).isEqualTo(400);
		assertThat(tally(this.key, "{\"by\":-1}").statusCode()).isEqualTo(500);
		assertThat(tally(this.key, "{\"by\":1}").statusCode()).isEqualTo(201);
		assertThat(this.tally.done).hasValue(1);
	}

	@Test
	void theSameKeyOfSomebodyElseIsAnother() throws Exception {
		mapped(() -> {
			assertThat(post(TALLY, this.key, engineer, "{\"by\":1}").statusCode()).isEqualTo(201);
			HttpResponse<String> other = post(TALLY, this.key, reviewer, "{\"by\":1}");
			assertThat(other.statusCode()).isEqualTo(201);
			assertThat(other.headers().firstValue("Idempotency-Replayed")).isEmpty();
			assertThat(other.body()).contains("\"total\":2");
			return null;
		});
	}

	@Test
	void aKeyThatIsTooLongOrEmptyIsRefused() throws Exception {
		assertThat(tally("k".repeat(200), "{\"by\":1}").statusCode()).isEqualTo(201);
		for (String bad : List.of("k".repeat(201), "", " ")) {
			HttpResponse<String> answer = tally(bad, "{\"by\":1}");
			assertThat(answer.statusCode()).as("'%s'", bad).isEqualTo(400);
			assertThat(answer.body()).contains("\"field\":\"Idempotency-Key\"", "1 to 200 characters");
		}
		assertThat(this.tally.done).hasValue(1);
	}

	@Test
	void whatIsDoneButCouldNotBeKeptIsNotDoneTwice() throws Exception {
		owner("revoke update on repeatable_post from groundwork_portal");
		try {
			assertThat(tally(this.key, "{\"by\":1}").statusCode()).isEqualTo(201);
		}
		finally {
			owner("grant update on repeatable_post to groundwork_portal");
		}
		HttpResponse<String> again = tally(this.key, "{\"by\":1}");
		assertThat(again.statusCode()).isEqualTo(409);
		assertThat(again.body()).contains("outcome is unknown");
		assertThat(this.tally.done).hasValue(1);
	}

	@Test
	void keysAreNotLookedAtForNobody() {
		Guest nobody = portal.guest();
		HttpResponse<String> answer = nobody.send(nobody.call(TALLY, "x")
			.header("Idempotency-Key", this.key)
			.POST(BodyPublishers.ofString("{\"by\":1}")));
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(jdbc().sql("select count(*) from repeatable_post where key = ?")
			.param(this.key)
			.query(Long.class)
			.single()).isZero();
	}

	private HttpResponse<String> tally(@Nullable String key, String body) throws Exception {
		return mapped(() -> post(TALLY, key, engineer, body));
	}

	private static HttpResponse<String> post(String path, @Nullable String key, String token, String body) {
		var call = guest.call(path, token).POST(BodyPublishers.ofString(body));
		return guest.send((key != null) ? call.header("Idempotency-Key", key) : call);
	}

	/**
	 * Has the portal answer to the tally's address meanwhile.
	 */
	private <T> T mapped(Callable<T> work) throws Exception {
		RequestMappingHandlerMapping mapping = portal.context()
			.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
		RequestMappingInfo info = RequestMappingInfo.paths(TALLY)
			.methods(RequestMethod.POST)
			.options(mapping.getBuilderConfiguration())
			.build();
		mapping.registerMapping(info, this.tally, Tally.class.getDeclaredMethod("add", Wish.class));
		try {
			return work.call();
		}
		finally {
			mapping.unregisterMapping(info);
		}
	}

	private static void owner(String command) throws SQLException {
		try (var connection = Postgres.shared().superuser(portal.database());
				var statement = connection.createStatement()) {
			statement.execute(command);
		}
	}

	private static JdbcClient jdbc() {
		return portal.bean(JdbcClient.class);
	}

	/**
	 * Something that can be seen to be done once or twice; not a controller to the scan.
	 */
	static final class Tally {

		private final AtomicInteger done = new AtomicInteger();

		@ResponseBody
		ResponseEntity<Map<String, Integer>> add(@RequestBody Wish wish) {
			if (wish.by() == 0) {
				throw new InvalidInputException("by", "by must not be 0.");
			}
			if (wish.by() < 0) {
				throw new IllegalStateException("as a bug would");
			}
			int total = this.done.addAndGet(wish.by());
			return ResponseEntity.created(URI.create(TALLY + "/" + total)).body(Map.of("total", total));
		}

	}

	record Wish(int by) {

	}

}

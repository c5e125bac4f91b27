package io.groundwork.identity;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Programs that sign in without a browser of their own.
 */
class DeviceTest {

	private static final TestClock clock = new TestClock();

	private static Portal portal;

	private static Guest program;

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.roles", "web"), clock);
		program = portal.guest();
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@Test
	void whatSomebodyConfirmsActsAsThemForTwelveHours() {
		JsonNode codes = begin("kubectl on engineer-1's laptop");
		assertThat(codes.path("userCode").asString()).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
		assertThat(codes.path("verificationUri").asString()).isEqualTo(portal.address() + "/device");
		assertThat(codes.path("verificationUriComplete").asString())
			.isEqualTo(portal.address() + "/device?code=" + codes.path("userCode").asString());
		assertThat(codes.path("expiresIn").asInt()).isEqualTo(600);
		assertThat(error(ask(codes, 0))).isEqualTo("authorization_pending");
		assertThat(error(ask(codes, 0))).isEqualTo("slow_down");
		Guest person = portal.signedIn("engineer-1");
		String page = person.get("/device?code=" + codes.path("userCode").asString()).body();
		assertThat(page).contains("kubectl on engineer-1&#39;s laptop", "127.0.0.1", "Confirm only what you started",
				"12 hours");
		HttpResponse<String> confirmed = person.submit("/device", "/device/confirm",
				Map.of("code", codes.path("userCode").asString().toLowerCase().replace("-", " ")));
		assertThat(confirmed.statusCode()).isEqualTo(302);
		assertThat(person.follow(confirmed).body()).contains("is signed in as you");
		clock.pass(Duration.ofSeconds(6));
		HttpResponse<String> answer = ask(codes, 0);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
		JsonNode token = JsonMapper.shared().readTree(answer.body());
		assertThat(token.path("person").asString()).isEqualTo("engineer-1");
		assertThat(token.path("scopes").toString()).contains("read", "write");
		assertThat(Duration.between(clock.instant(), Instant.parse(token.path("expiresAt").asString())))
			.isBetween(Duration.ofHours(11), Duration.ofHours(12));
		assertThat(program.call("GET", "/api/v1/me", token.path("token").asString(), "").body()).contains("engineer-1");
		assertThat(person.get("/tokens").body()).contains("kubectl on engineer-1&#39;s laptop");
		// Once, and neither code is written down anywhere.
		clock.pass(Duration.ofSeconds(6));
		assertThat(error(ask(codes, 0))).isEqualTo("expired_token");
		assertThat(rows()).doesNotContain(codes.path("deviceCode").asString(), codes.path("userCode").asString(),
				token.path("token").asString());
		assertThat(audited()).contains("device.begun", "device.confirmed", "token.created");
	}

	@Test
	void whoWaitsHearsAtOnce() {
		JsonNode codes = begin("a test");
		Guest person = portal.signedIn("engineer-2");
		String csrf = person.csrf("/device");
		CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> ask(codes, 20));
		Eventually.that(Duration.ofMinutes(1),
				() -> portal.bean(JdbcClient.class)
					.sql("select count(*) from device where asked_at is not null and user_hash = ?")
					.param(UserCode.typed(codes.path("userCode").asString()).orElseThrow().hash())
					.query(Integer.class)
					.single() == 1);
		long begun = System.nanoTime();
		person.post("/device/confirm", Map.of("code", codes.path("userCode").asString(), "_csrf", csrf));
		assertThat(waiting.join().statusCode()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
	}

	@Test
	void whatSomebodyRefusesGetsNothing() {
		JsonNode codes = begin("a test");
		Guest person = portal.signedIn("engineer-1");
		person.submit("/device", "/device/refuse", Map.of("code", codes.path("userCode").asString()));
		assertThat(error(ask(codes, 20))).isEqualTo("access_denied");
		assertThat(person.submit("/device", "/device/confirm", Map.of("code", codes.path("userCode").asString()))
			.statusCode()).isEqualTo(400);
	}

	@Test
	void nothingIsConfirmedFromAnotherSiteOrWithoutSigningIn() {
		JsonNode codes = begin("a test");
		Map<String, String> code = Map.of("code", codes.path("userCode").asString());
		assertThat(portal.signedIn("engineer-1").post("/device/confirm", code).statusCode()).isEqualTo(403);
		assertThat(portal.guest().get("/device?code=" + code.get("code")).statusCode()).isEqualTo(302);
		assertThat(error(ask(codes, 0))).isEqualTo("authorization_pending");
	}

	@Test
	void afterTenMinutesACodeIsWorthNothing() {
		JsonNode codes = begin("a test");
		clock.pass(Duration.ofMinutes(10));
		assertThat(error(ask(codes, 0))).isEqualTo("expired_token");
		assertThat(portal.signedIn("sre-1").get("/device?code=" + codes.path("userCode").asString()).statusCode())
			.isEqualTo(400);
	}

	@Test
	void whoGuessesIsToldToWait() {
		Guest person = portal.signedIn("engineer-3");
		for (int i = 0; i < 10; i++) {
			assertThat(person.get("/device?code=BCDF-GHJK").body()).contains("Nothing waits with this code");
		}
		JsonNode codes = begin("a test");
		assertThat(person.get("/device?code=" + codes.path("userCode").asString()).body()).contains("too many codes");
		assertThat(
				person.submit("/device", "/device/confirm", Map.of("code", codes.path("userCode").asString())).body())
			.contains("too many codes");
		clock.pass(Duration.ofMinutes(11));
		JsonNode later = begin("a test");
		assertThat(person.get("/device?code=" + later.path("userCode").asString()).statusCode()).isEqualTo(200);
	}

	@Test
	void anAddressThatBeginsTooOftenHasToWait() {
		Devices devices = portal.bean(Devices.class);
		for (int i = 0; i < 60; i++) {
			devices.begin("a test", "198.51.100.7");
		}
		assertThat(devices.crowded("198.51.100.7")).isTrue();
		assertThat(devices.crowded("198.51.100.8")).isFalse();
	}

	@Test
	void namesThatWouldLookLikeOthersAreNotTaken() {
		for (String name : List.of("", "  ", "x".repeat(61), "a\\u202eb", "a\\nb")) {
			HttpResponse<String> answer = program.callWithout("POST", "/api/v1/device",
					"{\"name\":\"%s\"}".formatted(name));
			assertThat(answer.statusCode()).as(name).isEqualTo(400);
			assertThat(answer.body()).contains("\"field\":\"name\"");
		}
	}

	@Test
	void whoIsShutOutSignsNothingIn() {
		DeviceFixtures fixtures = new DeviceFixtures(portal);
		portal.signedIn("auditor-1");
		String code = fixtures.confirmed("auditor-1");
		long person = portal.bean(JdbcClient.class)
			.sql("select id from person where name = 'auditor-1'")
			.query(Long.class)
			.single();
		portal.bean(Devices.class).takeBack(new ShutOut(person));
		assertThat(
				error(program.callWithout("POST", "/api/v1/device/token", "{\"deviceCode\":\"%s\"}".formatted(code))))
			.isEqualTo("access_denied");
	}

	@Test
	void theDatabaseKnowsTheLimits() {
		DeviceFixtures fixtures = new DeviceFixtures(portal);
		portal.signedIn("engineer-1");
		portal.signedIn("engineer-2");
		byte[] hash = new DeviceCode(fixtures.confirmed("engineer-1")).hash();
		refused("update device set status = 'pending', person_id = null, decided_at = null where device_hash = ?",
				hash);
		refused("""
				update device set person_id = (select id from person where name = 'engineer-2')
				where device_hash = ?""", hash);
		refused("""
				update device set status = 'taken', taken_at = decided_at, token_id = (select min(t.id) from api_token t
					join person p on p.id = t.person_id where p.name <> 'engineer-1') where device_hash = ?""", hash);
		refused("update device set decided_at = expires_at where device_hash = ?", hash);
		assertThatThrownBy(() -> portal.bean(JdbcClient.class)
			.sql("update device set expires_at = expires_at + interval '1 minute' where device_hash = ?")
			.param(hash)
			.update()).rootCause().hasMessageContaining("permission denied");
	}

	private static void refused(String statement, byte[] hash) {
		assertThatThrownBy(() -> portal.bean(JdbcClient.class).sql(statement).param(hash).update()).as(statement)
			.isInstanceOf(DataIntegrityViolationException.class);
	}

	private static String rows() {
		return String.join("\n",
				portal.bean(JdbcClient.class)
					.sql("select d::text from device d union all select t::text from api_token t")
					.query(String.class)
					.list());
	}

	private static String audited() {
		return portal.bean(JdbcClient.class)
			.sql("select string_agg(action, ' ') from audit_row")
			.query(String.class)
			.single();
	}

	private static JsonNode begin(String name) {
		HttpResponse<String> answer = program.callWithout("POST", "/api/v1/device",
				"{\"name\":\"%s\"}".formatted(name));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
		return JsonMapper.shared().readTree(answer.body());
	}

	private static HttpResponse<String> ask(JsonNode codes, int seconds) {
		return program.callWithout("POST", "/api/v1/device/token",
				"{\"deviceCode\":\"%s\",\"waitSeconds\":%d}".formatted(codes.path("deviceCode").asString(), seconds));
	}

	private static String error(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		return JsonMapper.shared().readTree(answer.body()).path("error").asString();
	}

}

package io.groundwork.web;

import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Wire;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What nobody should send: it is refused with a reason, changes nothing and breaks
 * nothing.
 */
class BadInputTest {

	private static final int TOO_MUCH = 1_200_000;

	private static Portal portal;

	private static Guest engineer;

	private static Guest platform;

	private static String token;

	private static Wire wire;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
		engineer = portal.signedIn("engineer-1");
		platform = portal.signedIn("platform-1");
		token = platform.makeToken("bad-input-test", "read", "write");
		wire = new Wire(portal.address());
	}

	static Stream<Arguments> wishes() {
		return Stream.of(arguments("", ""), arguments("nonsense", ""), arguments("{", ""), arguments("[]", ""),
				arguments("\"text\"", ""), arguments("null", ""), arguments("5", ""), arguments("{\"name\":", ""),
				arguments(wish("name", "\"x\"") + "{}", ""), arguments("[".repeat(50_000), ""),
				arguments("{\"name\":\"" + "x".repeat(500_000), ""), arguments("{\"na\\u0000me\":1}", "na\u0000me"),
				arguments(wish("name", "5"), "name"), arguments(wish("name", "true"), "name"),
				arguments(wish("name", "1.5"), "name"), arguments(wish("name", "[]"), "name"),
				arguments(wish("name", "[\"a\"]"), "name"), arguments(wish("name", "{}"), "name"),
				arguments(wish("name", "null"), "name"), arguments(wish("name", "\"\""), "name"),
				arguments(wish("name", "\"  \""), "name"),
				arguments(wish("name", "\"" + "x".repeat(81) + "\""), "name"),
				arguments(wish("name", "\"a\\u0000b\""), "name"), arguments(wish("name", "\"a\\nb\""), "name"),
				arguments(wish("name", "\"\\ud800\""), "name"), arguments(wish("scopes", "\"read\""), "scopes"),
				arguments(wish("scopes", "5"), "scopes"), arguments(wish("scopes", "true"), "scopes"),
				arguments(wish("scopes", "{}"), "scopes"), arguments(wish("scopes", "[]"), "scopes"),
				arguments(wish("scopes", "null"), "scopes"), arguments(wish("scopes", "[1]"), "scopes[0]"),
				arguments(wish("scopes", "[null]"), "scopes"), arguments(wish("scopes", "[\"admin\"]"), "scopes"),
				arguments(wish("scopes", "[\"READ\"]"), "scopes"), arguments(wish("scopes", "[[\"read\"]]"), ""),
				arguments(wish("scopes", "[\"read\\u0000\"]"), "scopes"), arguments(wish("expiry", "5"), "expiry"),
				arguments(wish("expiry", "1e308"), "expiry"), arguments(wish("expiry", "true"), "expiry"),
				arguments(wish("expiry", "\"tomorrow\""), "expiry"), arguments(wish("expiry", "\"\""), "expiry"),
				arguments(wish("expiry", "[]"), "expiry"), arguments(wish("expiry", "{}"), "expiry"),
				arguments(wish("expiry", "\"2020-01-01T00:00:00Z\""), "expiry"),
				arguments(wish("expiry", "\"2026-13-01T00:00:00Z\""), "expiry"),
				arguments(wish("expiry", "\"2027-01-01\""), "expiry"),
				arguments(wish("expiry", "\"+999999999-12-31T23:59:59Z\""), "expiry"),
				arguments(wish("expiry", "\"-999999999-01-01T00:00:00Z\""), "expiry"),
				arguments(wish("lifetime", "\"5d\""), "lifetime"));
	}

	@ParameterizedTest
	@MethodSource("wishes")
	void aWishThatCannotBeReadNamesFieldAndRemedy(String body, String field) {
		long before = tokens();
		HttpResponse<String> answer = platform.call("POST", "/api/v1/tokens", token, body);
		assertThat(answer.statusCode()).isEqualTo(400);
		JsonNode problem = problem(answer);
		assertThat(problem.path("field").asString("")).as(answer.body()).isEqualTo(field);
		assertThat(problem.path("detail").asString()).hasSizeBetween(20, 600);
		assertThat(tokens()).isEqualTo(before);
	}

	@Test
	void anotherContentTypeIsRefused() {
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense",
				"multipart/form-data; boundary=x", "application/json; charset=nonsense", "*/*", "")) {
			HttpRequest.Builder call = platform.call("/api/v1/tokens", token)
				.setHeader("Content-Type", type)
				.POST(BodyPublishers.ofString(wish("name", "\"x\"")));
			HttpResponse<String> answer = platform.send(call);
			assertThat(answer.statusCode()).as(type).isIn(400, 415);
			problem(answer);
		}
	}

	@Test
	void anAnswerOfAnotherTypeIsNotGiven() {
		for (String type : List.of("text/html", "image/png", "nonsense", "///", "application/json;q=9")) {
			HttpResponse<String> answer = platform
				.send(platform.call("/api/v1/me", token).setHeader("Accept", type).GET());
			assertThat(answer.statusCode()).as(type).isIn(200, 406);
			if (answer.statusCode() == 406) {
				problem(answer);
			}
		}
	}

	@Test
	void anotherMethodIsRefusedAndTheRightOnesAreNamed() {
		for (String method : List.of("PUT", "PATCH", "DELETE")) {
			HttpResponse<String> answer = platform.call(method, "/api/v1/tokens", token, "{}");
			assertThat(answer.statusCode()).as(method).isEqualTo(405);
			assertThat(answer.headers().firstValue("Allow")).as(method).hasValue("GET, HEAD, POST");
			problem(answer);
		}
		HttpResponse<String> page = engineer.get("/sign-out");
		assertThat(page.statusCode()).isEqualTo(405);
		assertThat(page.headers().firstValue("Allow")).hasValue("POST");
		assertThat(page.body()).contains("<h1");
		assertThat(engineer.post("/me", Map.of("_csrf", engineer.csrf("/me"))).statusCode()).isEqualTo(405);
		for (String method : List.of("TRACE", "TRACK", "CONNECT", "PROPFIND", "get", "X")) {
			Wire.Answer answer = wire
				.send("%s /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(method), "");
			assertThat(answer.status()).as(method).isIn(400, 403, 405, 501);
		}
	}

	@Test
	void whereThereIsNothingThatIsSaid() {
		HttpResponse<String> page = engineer.get("/nowhere");
		assertThat(page.statusCode()).isEqualTo(404);
		assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
		assertThat(page.body()).contains("There is nothing here");
		HttpResponse<String> answer = platform.call("GET", "/api/v1/nowhere", token, "");
		assertThat(answer.statusCode()).isEqualTo(404);
		problem(answer);
		for (String number : List.of("0", "-1", "99999999999999999999", "x", "1.5", "%F0%9F%98%80")) {
			assertThat(platform.get("/people/" + number).statusCode()).as(number).isEqualTo(404);
			HttpResponse<String> gone = platform.call("DELETE", "/api/v1/tokens/" + number, token, "");
			assertThat(gone.statusCode()).as(number).isEqualTo(404);
			problem(gone);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//people", "/people/", "/people//", "/people;x=1", "/people;jsessionid=abc", ";/people",
			"/;/people", "/people/..;/people", "/css/..;/people", "/css/../people", "/css/%2e%2e/people",
			"/css/.%2e/people", "/css/..%2fpeople", "/css/..%5cpeople", "/css/..\\people", "/%2e/people", "/./people",
			"/people%2f", "/people%2F1", "/%2fpeople", "/people%00", "/people%00.css", "/css/%00/people", "/people%0a",
			"/people%0d%0aX:y", "/people%5c", "/people\\", "/PEOPLE", "/People", "/people.json", "/people.html",
			"/people%20", "/people%09", "/people%3b", "/people%3f", "/people%23", "/people%25", "/people%252f1",
			"/%c0%ae%c0%ae/people", "/%ff/people", "/%", "/%zz", "/people%", "/\u202epeople", "/p%65ople",
			"/css/base.css/../../people", "/css/base.css;/people", "/css//../people", "/css/..//people",
			"/webjars/../people", "/static/css/base.css", "/META-INF/MANIFEST.MF", "/css/../../application.yaml",
			"/css/%2e%2e/%2e%2e/application.yaml", "/webjars/%2e%2e/%2e%2e/application.yaml",
			"/webjars/..%2f..%2fMANIFEST.MF", "/actuator", "/actuator/env", "/error", "/v3/api-docs",
			"/swagger-ui.html", "http://localhost/people", "*", "people", "?people" })
	void noTrickWithAPathLeadsToWhereOneMayNotGo(String path) {
		String cookie = "Cookie: groundwork=" + engineer.cookie("groundwork");
		Wire.Answer answer = wire.get(path, cookie);
		assertThat(answer.status()).isIn(302, 400, 403, 404, 405);
		assertThat(answer.body()).doesNotContain("platform-1", "datasource", "Manifest-Version");
		assertThat(answer.header("Location")).doesNotContain("people");
		Wire.Answer nobody = wire.get(path);
		assertThat(nobody.status()).isIn(302, 400, 404, 405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api//v1/audit", "/api/v1/audit/", "/api/v1/audit;x=1", "/api/v1/..;/v1/audit",
			"/api/v1/me/../audit", "/api/v1/me/%2e%2e/audit", "/api/v1/%61udit", "/api/v1/audit%2fexport",
			"/api/v1/audit%00", "/API/v1/audit", "/css/../api/v1/audit", "/css/..;/api/v1/audit", "/api/../audit",
			"/api/..;/audit", "/api/%2e%2e/audit" })
	void norInTheApi(String path) {
		String engineers = portal.issuer().accessToken("engineer-1");
		Wire.Answer answer = wire.get(path, "Authorization: Bearer " + engineers);
		assertThat(answer.status()).isIn(302, 400, 403, 404);
		assertThat(wire.get(path).status()).isIn(302, 400, 401, 404);
	}

	static Stream<String> addresses() {
		return Stream.of("/runs?environment=", "/runs?kind=", "/runs?status=", "/runs?after=", "/runs/new?environment=",
				"/runs/new?what=", "/api/v1/runs?environment=", "/api/v1/runs?kind=", "/api/v1/runs?after=",
				"/people?name=", "/people?after=", "/search?q=", "/tokens?after=", "/audit?person=", "/audit?subject=",
				"/audit?action=", "/audit?outcome=", "/audit?from=", "/audit?to=", "/audit?after=",
				"/audit/export?person=", "/audit/export?from=", "/sign-in-failed?reason=", "/me?x=",
				"/api/v1/tokens?after=", "/api/v1/tokens?limit=", "/api/v1/audit?person=", "/api/v1/audit?subject=",
				"/api/v1/audit?action=", "/api/v1/audit?outcome=", "/api/v1/audit?from=", "/api/v1/audit?to=",
				"/api/v1/audit?after=", "/api/v1/audit?limit=", "/api/v1/audit/export?subject=");
	}

	@ParameterizedTest
	@MethodSource("addresses")
	void noValueOfAFilterBreaksAnything(String address) {
		SoftAssertions all = new SoftAssertions();
		for (String value : List.of("'", "''", "\"", "\\", "\\'", "'; drop table person; --", "' or '1'='1",
				"1' union select null,null--", "1; select pg_sleep(9)", "$1", "?", ":name", "%", "_", "%%", "*", "**",
				"{0}", "${7*7}", "#{7*7}", "__${7*7}__", "<script>alert(1)</script>", "\u0000", "a\u0000b", "\u0001",
				"\n", "\uFFFF", "\u202E", "😀", "ﷺ", "İ", "-1", "0", "1", "1e9", "NaN", "9223372036854775807",
				"9223372036854775808", "99999999999999999999999999", "zzzzzzzzzzzzzzzzzzzzzzz", "null", "true",
				"2026-02-30", "0000-00-00", "+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "10000-01-01",
				"2026-11-21T10:00:00+99:99", "x".repeat(3_000), "é".repeat(900))) {
			look(all, address, URLEncoder.encode(value, StandardCharsets.UTF_8));
		}
		for (String raw : List.of("%ff", "%ff%fe", "%c0%80", "%ed%a0%80", "%", "%z", "%zz", "%u0041", "a&a=b", "a=b=c",
				"a&b%00", "a&%0a=b", "a&%c2%85=b", "a&%ff=b", "[]", "%5B%5D")) {
			look(all, address, raw);
		}
		all.assertAll();
		assertThat(people()).isPositive();
	}

	@Test
	void aFilterFindsNothingByBeingClever() {
		for (String clever : List.of("' or '1'='1", "%", "_", "%%", "platform_1", "\\")) {
			String page = platform.get("/people?name=" + URLEncoder.encode(clever, StandardCharsets.UTF_8)).body();
			assertThat(page).as(clever).doesNotContain("href=\"/people/1\"", "engineer-1");
		}
		assertThat(platform.get("/people?name=ENGINEER-1").body()).contains("engineer-1");
	}

	@Test
	void whatWasTypedIsShownAsText() {
		String typed = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
		for (String address : List.of("/people?name=", "/search?q=", "/audit?person=", "/audit?from=",
				"/runs?environment=", "/runs?kind=", "/runs/new?environment=", "/sign-in-failed?reason=")) {
			assertThat(platform.get(address + URLEncoder.encode(typed, StandardCharsets.UTF_8)).body()).as(address)
				.doesNotContain("<script>alert", "<img src=x");
		}
		HttpResponse<String> page = platform.submit("/tokens", "/tokens", Map.of("name", typed, "life", typed));
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).doesNotContain("<script>alert", "<img src=x").contains("&lt;script&gt;");
		assertThat(engineer.get("/%3Cimg%20src=x%3E").body()).doesNotContain("<img src=x");
	}

	@Test
	void formsSayWhatIsWrongAndKeepWhatWasTyped() {
		for (Map<String, String> fields : List.of(Map.of("name", "", "scopes", "read", "life", "1d"),
				Map.of("name", "x", "scopes", "admin", "life", "1d"), Map.of("name", "x", "life", "1d"),
				Map.of("name", "x", "scopes", "read", "life", "soon"),
				Map.of("name", "x", "scopes", "read", "life", "-5d"),
				Map.of("name", "x", "scopes", "read", "life", "99999999999999999999d"),
				Map.of("name", "x", "scopes", "read", "life", "9999999999d"),
				Map.of("name", "x\u0000", "scopes", "read", "life", "1d"))) {
			HttpResponse<String> page = platform.submit("/tokens", "/tokens", fields);
			assertThat(page.statusCode()).as(fields.toString()).isEqualTo(400);
			assertThat(page.body()).as(fields.toString())
				.contains("-wrong\"")
				.doesNotContainPattern(">gw_[A-Za-z0-9_-]{43}<");
		}
	}

	@Test
	void tooMuchIsRefusedWhetherItSaysSoOrNot() {
		String spaces = " ".repeat(TOO_MUCH);
		problem413(send("/api/v1/tokens", BodyPublishers.ofString(spaces)));
		problem413(send("/api/v1/tokens", chunked(spaces)));
		problem413(platform
			.send(platform.call("/api/v1/tokens", token).header("Idempotency-Key", "too-much").POST(chunked(spaces))));
		String form = "_csrf=" + URLEncoder.encode(platform.csrf("/tokens"), StandardCharsets.UTF_8)
				+ "&scopes=read&name=";
		page413(form(BodyPublishers.ofString(form + "x".repeat(TOO_MUCH))));
		page413(form(chunked(form + "x".repeat(TOO_MUCH))));
		long before = tokens();
		// Nearly too much is not too much.
		assertThat(send("/api/v1/tokens", chunked(wish("name", "\"large\"") + " ".repeat(900_000))).statusCode())
			.isEqualTo(201);
		assertThat(tokens()).isEqualTo(before + 1);
	}

	@Test
	void moreFieldsThanAnyFormHasAreRefused() {
		String fields = "a=b&".repeat(20_000);
		HttpResponse<String> answer = form(BodyPublishers.ofString(fields));
		assertThat(answer.statusCode()).isIn(400, 403, 413);
	}

	@Test
	void brokenRequestsAreAnsweredOrHungUpOn() {
		for (String head : List.of("GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /me HTTP/1.1\r\n\r\n",
				"GET /me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /me HTTP/1.1\r\nHost: a b\r\n\r\n",
				"GET /me HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\nConnection: close\r\n\r\n",
				"POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
				"POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
				"POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
				"POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
				"POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: nonsense\r\nConnection: close\r\n\r\n")) {
			assertThat(wire.send(head, "").status()).as(head).isIn(0, 302, 400, 401, 501, 505);
		}
	}

	private static void look(SoftAssertions all, String address, String encoded) {
		String who = address.startsWith("/api/") ? "Authorization: Bearer " + token
				: "Cookie: groundwork=" + platform.cookie("groundwork");
		Wire.Answer answer = wire.get(address + encoded, who);
		all.assertThat(answer.status())
			.as(address + encoded.substring(0, Math.min(60, encoded.length())))
			.isIn(200, 400, 404);
	}

	private static HttpResponse<String> send(String path, HttpRequest.BodyPublisher body) {
		return platform.send(platform.call(path, token).POST(body));
	}

	private static HttpResponse<String> form(HttpRequest.BodyPublisher body) {
		return platform
			.send(platform.request("/tokens").header("Content-Type", "application/x-www-form-urlencoded").POST(body));
	}

	private static HttpRequest.BodyPublisher chunked(String body) {
		return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
	}

	private static void problem413(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(413);
		problem(answer);
	}

	private static void page413(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(413);
		assertThat(answer.body()).contains("That is too much at once");
	}

	private static JsonNode problem(HttpResponse<String> answer) {
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = JsonMapper.shared().readTree(answer.body());
		assertThat(problem.path("status").asInt()).isEqualTo(answer.statusCode());
		assertThat(problem.path("type").asString()).isNotEmpty();
		assertThat(problem.path("detail").asString()).isNotEmpty();
		assertThat(problem.path("reference").asString()).isNotEmpty();
		return problem;
	}

	/**
	 * A good wish but for one field.
	 */
	private static String wish(String field, String value) {
		String name = "name".equals(field) ? value : "\"bad\"";
		String scopes = "scopes".equals(field) ? value : "[\"read\"]";
		String more = List.of("name", "scopes").contains(field) ? "" : ",\"%s\":%s".formatted(field, value);
		String end = "expiry".equals(field) ? ""
				: ",\"expiry\":\"%s\"".formatted(java.time.Instant.now().plusSeconds(600));
		return "{\"name\":%s,\"scopes\":%s%s%s}".formatted(name, scopes, end, more);
	}

	private static long tokens() {
		return portal.bean(JdbcClient.class).sql("select count(*) from api_token").query(Long.class).single();
	}

	private static long people() {
		return portal.bean(JdbcClient.class).sql("select count(*) from person").query(Long.class).single();
	}

}

package io.groundwork.identity;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Wire;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every answer tells the browser, whatever kind of answer it is.
 */
class HeadersTest {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "font-src 'self'; connect-src 'self'; form-action 'self'%s; base-uri 'none'; frame-ancestors 'none'";

	private static final Map<String, String> ALWAYS = Map.of("X-Frame-Options", "DENY", "X-Content-Type-Options",
			"nosniff", "Referrer-Policy", "same-origin", "Permissions-Policy",
			"camera=(), geolocation=(), microphone=(), payment=(), usb=()", "Cross-Origin-Opener-Policy",
			"same-origin");

	private static Portal portal;

	private static Portal behindTls;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
		behindTls = portal.another(Map.of("groundwork.web.address", "https://portal.example.org"));
	}

	@AfterAll
	static void stop() {
		behindTls.close();
	}

	@Test
	void everyKindOfAnswerCarriesThem() {
		SoftAssertions all = new SoftAssertions();
		answers().forEach((kind, answer) -> {
			ALWAYS.forEach(
					(name, value) -> all.assertThat(answer.header(name)).as("%s of %s", name, kind).isEqualTo(value));
			all.assertThat(answer.header("Content-Security-Policy"))
				.as("policy of " + kind)
				.isEqualTo(POLICY.formatted(" " + portal.issuer().address()))
				.doesNotContain("unsafe");
			all.assertThat(answer.header("Strict-Transport-Security")).as("HSTS of " + kind).isEmpty();
			all.assertThat(answer.header("X-Request-Id")).as("id of " + kind).isNotEmpty();
			all.assertThat(answer.header("Server")).as("server of " + kind).isEmpty();
			all.assertThat(answer.header("X-Powered-By")).as("powered by of " + kind).isEmpty();
			long caching = answer.headers().stream().filter((header) -> header.startsWith("Cache-Control:")).count();
			all.assertThat(caching).as("caching of " + kind).isEqualTo(1);
			if (!kind.startsWith("file 200")) {
				all.assertThat(answer.header("Cache-Control")).as("caching of " + kind).isEqualTo("no-store");
			}
		});
		all.assertAll();
	}

	@Test
	void kindsAreWhatTheySay() {
		answers().forEach((kind, answer) -> assertThat(kind).as(answer.body()).contains(" " + answer.status() + ":"));
	}

	@Test
	void filesStayInCachesUnderTheirFingerprint() {
		String page = portal.guest().get("/signed-out").body();
		Matcher file = Pattern.compile("(?:href|src)=\"(/(?:css|js|webjars|img)/[^\"]+)\"").matcher(page);
		assertThat(file.find()).isTrue();
		do {
			String path = file.group(1);
			HttpResponse<String> answer = portal.guest().get(path);
			assertThat(path).containsPattern("-[0-9a-f]{32}\\.");
			assertThat(answer.statusCode()).as(path).isEqualTo(200);
			assertThat(answer.headers().firstValue("Cache-Control").orElse("")).as(path)
				.contains("max-age=31536000", "public", "immutable")
				.doesNotContain("no-store");
			assertThat(answer.headers().firstValue("Set-Cookie")).as(path).isEmpty();
		}
		while (file.find());
	}

	@Test
	void pagesBringNoScriptOrStyleInline() {
		Guest engineer = portal.signedIn("platform-1");
		for (String path : new String[] { "/", "/me", "/tokens", "/people", "/audit", "/search?q=a", "/nowhere" }) {
			String body = engineer.get(path).body();
			assertThat(body).as(path)
				.doesNotContainPattern("<script(?![^>]*\\ssrc=)")
				.doesNotContain("<style")
				.doesNotContainPattern("<[a-zA-Z][^>]*\\sstyle=")
				.doesNotContainPattern("<[a-zA-Z][^>]*\\son[a-z]+=");
		}
	}

	@Test
	void behindTlsBrowsersStayWithTls() {
		Wire wire = new Wire(behindTls.address());
		String year = "max-age=31536000";
		assertThat(wire.get("/signed-out").header("Strict-Transport-Security")).isEqualTo(year);
		assertThat(wire.get("/api/v1/me").header("Strict-Transport-Security")).isEqualTo(year);
		assertThat(wire.get("/img/mark.svg").header("Strict-Transport-Security")).isEqualTo(year);
		assertThat(wire.get("//").header("Strict-Transport-Security")).isEqualTo(year);
		String cookie = wire.get("/tokens", "Accept: text/html").header("Set-Cookie");
		assertThat(cookie).startsWith("__Host-groundwork=").contains("; Path=/;", "HttpOnly", "SameSite=Lax", "Secure");
	}

	private static Map<String, Wire.Answer> answers() {
		Map<String, Wire.Answer> answers = new LinkedHashMap<>();
		Guest engineer = portal.signedIn("engineer-1");
		Wire wire = new Wire(portal.address());
		String token = "Authorization: Bearer " + portal.issuer().accessToken("engineer-1");
		String cookie = "Cookie: groundwork=" + engineer.cookie("groundwork");
		answers.put("page 200: one's own", wire.get("/me", cookie));
		answers.put("page 200: open", wire.get("/signed-out"));
		answers.put("page 302: to the sign-in", wire.get("/me", "Accept: text/html"));
		answers.put("page 302: to the provider", wire.get("/oauth2/authorization/groundwork"));
		answers.put("page 403: missing role", wire.get("/people", cookie));
		answers.put("page 403: no token of the form", post(wire, "/tokens", "text/plain", cookie, 0));
		answers.put("page 404: nowhere", wire.get("/nowhere", cookie));
		answers.put("page 404: nothing of one's own", wire.get("/login/oauth2/nothing", cookie));
		answers.put("page 405: the address of a form", wire.get("/sign-out", cookie));
		answers.put("page 400: a bad parameter", wire.get("/tokens?after=!", cookie));
		answers.put("page 400: a bad path", wire.get("//me", cookie));
		answers.put("page 413: too much", post(wire, "/tokens", "text/plain", cookie, 1_100_000));
		answers.put("api 200: me", wire.get("/api/v1/me", token));
		answers.put("api 200: its description", wire.get("/api/v1/openapi.json"));
		answers.put("api 400: a bad parameter", wire.get("/api/v1/tokens?limit=x", token));
		answers.put("api 401: no token", wire.get("/api/v1/me"));
		answers.put("api 401: a bad token", wire.get("/api/v1/me", "Authorization: Bearer x"));
		answers.put("api 403: missing role", wire.get("/api/v1/audit", token));
		answers.put("api 404: nowhere", wire.get("/api/v1/nowhere", token));
		answers.put("api 405: another method", post(wire, "/api/v1/me", "application/json", token, 0));
		answers.put("api 413: too much", post(wire, "/api/v1/tokens", "application/json", token, 1_100_000));
		answers.put("api 415: another type", post(wire, "/api/v1/tokens", "text/plain", token, 2));
		answers.put("file 200: a picture", wire.get("/img/mark.svg"));
		answers.put("file 404: no such picture", wire.get("/img/none.svg"));
		return answers;
	}

	private static Wire.Answer post(Wire wire, String path, String type, String header, int length) {
		return wire.send(
				"POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
					.formatted(path, header, type, length),
				"x".repeat(length));
	}

}

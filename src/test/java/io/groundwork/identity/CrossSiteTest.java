package io.groundwork.identity;

import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Wire;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Other sites can neither act for somebody who is signed in here, nor have them sent
 * elsewhere by us.
 */
class CrossSiteTest {

	private static final String ELSEWHERE = "elsewhere.example.org";

	private static Portal portal;

	private static Guest engineer;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
		engineer = portal.signedIn("engineer-1");
	}

	@Test
	void noFormIsTakenWithoutTheTokenOfItsSession() {
		String ofAnother = portal.signedIn("engineer-2").csrf("/tokens");
		List<Route> forms = portal.bean(Routes.class)
			.all()
			.stream()
			.filter((route) -> route.method() == HttpMethod.POST && !route.pattern().startsWith("/api/"))
			.filter((route) -> route.audience() != Route.Audience.CLAIM)
			.toList();
		assertThat(forms).isNotEmpty();
		for (Route form : forms) {
			String path = form.pattern().replaceAll("\\{[a-z]+}", "1");
			for (Map<String, String> fields : List.of(Map.<String, String>of(), Map.of("_csrf", ""),
					Map.of("_csrf", "nonsense"), Map.of("_csrf", "0123456789ABCDEF".repeat(4)),
					Map.of("_csrf", ofAnother))) {
				HttpResponse<String> answer = engineer.post(path, fields);
				assertThat(answer.statusCode()).as(path).isEqualTo(403);
				assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
				assertThat(answer.body()).contains("sent from another site");
			}
		}
		// Signing out is among them.
		assertThat(engineer.get("/me").statusCode()).isEqualTo(200);
	}

	@Test
	void aFormOfAnotherSiteChangesNothing() {
		HttpResponse<String> answer = engineer.send(engineer.request("/tokens")
			.header("Origin", "https://" + ELSEWHERE)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("name=of-another-site&scopes=read&life=1h")));
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(count("select count(*) from api_token where name = 'of-another-site'")).isZero();
		assertThat(count("""
				select count(*) from audit_row where action = 'route.refused' and actor = 'engineer-1'
				and details ->> 'reason' = 'cross-site'""")).isPositive();
	}

	@Test
	void noOtherSiteMayReadAnswers() {
		String token = portal.issuer().accessToken("engineer-1");
		HttpResponse<String> answer = engineer
			.send(engineer.call("/api/v1/me", token).header("Origin", "https://" + ELSEWHERE));
		assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		HttpResponse<String> preflight = engineer.send(engineer.request("/api/v1/tokens")
			.header("Origin", "https://" + ELSEWHERE)
			.header("Access-Control-Request-Method", "POST")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
		assertThat(preflight.statusCode()).isEqualTo(401);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
	}

	@Test
	void theApiLooksAtNoCookie() {
		assertThat(engineer.get("/me").statusCode()).isEqualTo(200);
		assertThat(engineer.callWithout("GET", "/api/v1/me", "").statusCode()).isEqualTo(401);
		assertThat(engineer.callWithout("POST", "/api/v1/tokens", "{\"name\":\"by-cookie\",\"scopes\":[\"read\"]}")
			.statusCode()).isEqualTo(401);
	}

	@Test
	void pagesLookAtNoToken() {
		Guest guest = portal.guest();
		String token = portal.issuer().accessToken("engineer-1");
		HttpResponse<String> answer = guest.send(guest.request("/me").header("Authorization", "Bearer " + token));
		assertThat(answer.statusCode()).isEqualTo(302);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/me?continue=https://elsewhere.example.org/", "/me?continue",
			"/me?redirect_uri=https://elsewhere.example.org/", "/me?next=//elsewhere.example.org" })
	void signingInLeadsToThePageThatWasAskedForAndNowhereElse(String path) {
		HttpResponse<String> page = portal.guest().signIn("engineer-1", path);
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.uri().getAuthority()).isEqualTo(portal.address().getAuthority());
		assertThat(page.uri().getPath()).isEqualTo("/me");
	}

	@ParameterizedTest
	@ValueSource(strings = { "//elsewhere.example.org", "//elsewhere.example.org/me", "/%2f/elsewhere.example.org",
			"/%5celsewhere.example.org", "/%09/elsewhere.example.org", "/.//elsewhere.example.org",
			"https://elsewhere.example.org/me" })
	void noAddressThatCouldBeReadAsAnotherSiteIsKept(String path) {
		Wire.Answer answer = new Wire(portal.address()).get(path, "Accept: text/html");
		for (String header : answer.headers()) {
			if (header.startsWith("Location:")) {
				URI location = portal.address().resolve(answer.header("Location"));
				assertThat(location.getAuthority()).isEqualTo(portal.address().getAuthority());
			}
		}
		Guest guest = portal.guest();
		take(answer, guest);
		HttpResponse<String> page = guest.signIn("engineer-1", "/oauth2/authorization/" + Provider.REGISTRATION);
		assertThat(page.uri().getAuthority()).isEqualTo(portal.address().getAuthority());
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: elsewhere.example.org", "X-Forwarded-Host: elsewhere.example.org",
			"Forwarded: host=elsewhere.example.org;proto=https", "X-Original-URL: //elsewhere.example.org/" })
	void whatARequestSaysOfItsHostLeadsNobodyThere(String header) {
		Wire wire = new Wire(portal.address());
		Wire.Answer sent = wire.get("/tokens", header, "Accept: text/html");
		assertThat(sent.status()).isEqualTo(302);
		assertThat(sent.header("Location")).doesNotContain(ELSEWHERE);
		Wire.Answer asked = wire.get("/oauth2/authorization/" + Provider.REGISTRATION, header, "Accept: text/html");
		assertThat(asked.header("Location")).startsWith(portal.issuer().address()).doesNotContain(ELSEWHERE);
		// Whoever is made to use that session still comes back to us.
		Guest guest = portal.guest();
		take(sent, guest);
		HttpResponse<String> page = guest.signIn("engineer-1", "/oauth2/authorization/" + Provider.REGISTRATION);
		assertThat(page.uri().getAuthority()).isEqualTo(portal.address().getAuthority());
		assertThat(page.uri().getPath()).isEqualTo("/tokens");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://elsewhere.example.org", "//elsewhere.example.org", "///elsewhere.example.org",
			"/\\elsewhere.example.org", "\\\\elsewhere.example.org", "/\t/elsewhere.example.org",
			"\t//elsewhere.example.org", "javascript:alert(1)", "http:elsewhere.example.org", "elsewhere.example.org",
			"/\r\nSet-Cookie: a=b", "/\u0000/elsewhere.example.org", "" })
	void theLookIsChangedWithoutLeavingTheSite(String back) {
		HttpResponse<String> answer = engineer.submit("/me", "/me/look", Map.of("theme", "dark", "back", back));
		assertThat(answer.statusCode()).isEqualTo(303);
		assertThat(answer.headers().firstValue("Location")).hasValue("/");
		assertThat(answer.headers().allValues("Set-Cookie")).noneMatch((cookie) -> cookie.startsWith("a=b"));
	}

	@Test
	void theLookLeadsBackToThePage() {
		HttpResponse<String> answer = engineer.submit("/me", "/me/look",
				Map.of("theme", "dark", "back", "/tokens?after=a"));
		assertThat(answer.headers().firstValue("Location")).hasValue("/tokens?after=a");
	}

	@Test
	void aCallbackThatNobodyAskedForSignsNobodyIn() {
		Guest guest = portal.guest();
		for (String query : List.of("", "?code=x", "?state=y", "?code=x&state=y", "?error=access_denied&state=y",
				"?code=" + URLEncoder.encode("'\"<>", StandardCharsets.UTF_8) + "&state=y")) {
			HttpResponse<String> answer = guest.get("/login/oauth2/code/" + Provider.REGISTRATION + query);
			assertThat(answer.statusCode()).as(query).isEqualTo(302);
			assertThat(URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath()).as(query)
				.isEqualTo("/sign-in-failed");
		}
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
	}

	@Test
	void anotherProviderIsNotThere() {
		for (String name : List.of("other", "groundwork2", "%20", "groundwork.")) {
			assertThat(portal.guest().get("/oauth2/authorization/" + name).statusCode()).as(name).isIn(302, 400, 404);
			assertThat(portal.guest().get("/login/oauth2/code/" + name).statusCode()).as(name).isIn(302, 400, 404);
		}
	}

	/**
	 * Gives a browser the session that an answer began.
	 */
	private static void take(Wire.Answer answer, Guest guest) {
		answer.headers()
			.stream()
			.filter((header) -> header.startsWith("Set-Cookie: groundwork="))
			.map((header) -> HttpCookie.parse(header).getFirst())
			.forEach((cookie) -> {
				cookie.setPath("/");
				guest.cookies().getCookieStore().add(portal.address(), cookie);
			});
	}

	private static long count(String query) {
		return portal.bean(JdbcClient.class).sql(query).query(Long.class).single();
	}

}

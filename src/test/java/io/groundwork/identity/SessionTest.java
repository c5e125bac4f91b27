package io.groundwork.identity;

import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session begins with a sign-in and is over for good when it is over, in every process.
 */
class SessionTest {

	private static final String COOKIE = "groundwork";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static Portal portal;

	private static Portal another;

	@BeforeAll
	static void start() {
		Map<String, Object> settings = Map.of("groundwork.identity.confirm-every", "1s");
		portal = Portal.start(settings);
		another = portal.another(settings);
	}

	@AfterAll
	static void stop() {
		another.close();
		portal.close();
	}

	@AfterEach
	void everybodyBack() {
		portal.issuer().reset();
	}

	@Test
	void theSessionFromBeforeTheSignInIsNotTheOneAfterIt() {
		Guest guest = portal.guest();
		guest.get("/tokens");
		String before = guest.cookie(COOKIE);
		assertThat(guest.signIn("engineer-1", "/tokens").statusCode()).isEqualTo(200);
		String after = guest.cookie(COOKIE);
		assertThat(after).isNotEqualTo(before);
		assertThat(isIn(after)).isTrue();
		assertThat(isIn(before)).isFalse();
	}

	@Test
	void nobodyChoosesTheirOwnSession() {
		for (String made : List.of("fixed", "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw", "../../x", "%00")) {
			Guest guest = portal.guest();
			put(guest, made);
			assertThat(guest.signIn("engineer-1", "/me").statusCode()).as(made).isEqualTo(200);
			assertThat(isIn(made)).as(made).isFalse();
		}
	}

	@Test
	void whatWasSignedOutStaysOut() {
		Guest guest = portal.signedIn("engineer-1");
		String cookie = guest.cookie(COOKIE);
		assertThat(isIn(cookie)).isTrue();
		guest.submit("/me", "/sign-out", Map.of());
		assertThat(isIn(cookie)).isFalse();
		assertThat(audited("session.ended", "engineer-1")).isPositive();
	}

	@Test
	void signingOutEndsTheSessionAtTheProviderToo() {
		Guest guest = portal.signedIn("engineer-1");
		// Until then the provider remembers who is there and lets them in without asking.
		guest.cookies().getCookieStore().remove(portal.address(), new HttpCookie(COOKIE, guest.cookie(COOKIE)));
		assertThat(guest.follow(guest.get("/me")).uri().getPath()).isEqualTo("/me");
		HttpResponse<String> sent = guest.submit("/me", "/sign-out", Map.of());
		URI provider = URI.create(sent.headers().firstValue("Location").orElseThrow());
		assertThat(provider.toString()).startsWith(portal.issuer().address());
		assertThat(provider.getQuery()).contains("id_token_hint=",
				"post_logout_redirect_uri=" + portal.address() + "/signed-out");
		HttpResponse<String> back = guest.follow(sent);
		assertThat(back.uri()).isEqualTo(portal.address().resolve("/signed-out"));
		assertThat(back.statusCode()).isEqualTo(200);
		HttpResponse<String> asked = guest.follow(guest.get("/me"));
		assertThat(asked.uri().toString()).startsWith(portal.issuer().address() + "/sign-in");
	}

	@Test
	void signingOutWithoutASessionHarmsNobody() {
		Guest guest = portal.guest();
		HttpResponse<String> answer = guest.submit("/signed-out", "/sign-out", Map.of());
		assertThat(guest.follow(answer).uri().getPath()).isEqualTo("/signed-out");
	}

	@Test
	void allProcessesKnowASession() {
		Guest guest = portal.signedIn("engineer-2");
		String session = guest.cookie(COOKIE);
		assertThat(guest.get(another.address() + "/me").statusCode()).isEqualTo(200);
		guest.submit("/me", "/sign-out", Map.of());
		put(guest, session);
		assertThat(guest.get(another.address() + "/me").statusCode()).isEqualTo(302);
	}

	@Test
	void otherSessionsEndAndOnesOwnStays() {
		Guest here = portal.signedIn("engineer-3");
		Guest there = another.signedIn("engineer-3");
		Guest somebodyElse = portal.signedIn("engineer-2");
		assertThat(there.get("/me").statusCode()).isEqualTo(200);
		HttpResponse<String> page = here.follow(here.submit("/me", "/me/sessions/end", Map.of()));
		assertThat(page.body()).contains("Ended 1 other session.");
		assertThat(there.get("/me").statusCode()).isEqualTo(302);
		assertThat(here.get("/me").statusCode()).isEqualTo(200);
		assertThat(somebodyElse.get("/me").statusCode()).isEqualTo(200);
	}

	@Test
	void aLockEndsSessionsAndRefusesTokensEverywhere() {
		Guest locked = portal.signedIn("engineer-2");
		String token = locked.makeToken("of-the-locked", "read");
		Guest platform = portal.signedIn("platform-1");
		String person = "/people/" + number("engineer-2");
		HttpResponse<String> done = platform.submit(person, person + "/lock", Map.of("reason", "a test"));
		assertThat(done.statusCode()).isEqualTo(302);
		try {
			assertThat(locked.get("/me").statusCode()).isEqualTo(302);
			assertThat(locked.get(another.address() + "/me").statusCode()).isEqualTo(302);
			assertThat(locked.call("GET", another.address() + "/api/v1/me", token, "").statusCode()).isEqualTo(401);
			HttpResponse<String> back = portal.guest().signIn("engineer-2", "/me");
			assertThat(back.uri().getPath()).isEqualTo("/sign-in-failed");
			assertThat(back.body()).contains("locked");
			assertThat(audited("session.refused", "somebody at 127.0.0.1")).isPositive();
		}
		finally {
			platform.submit(person, person + "/unlock", Map.of());
		}
		assertThat(portal.signedIn("engineer-2").call("GET", "/api/v1/me", token, "").statusCode()).isEqualTo(200);
	}

	@Test
	void endingEverythingOfSomebodyEndsTheirTokensForGood() {
		Guest somebody = portal.signedIn("sre-1");
		String token = somebody.makeToken("to-end", "read");
		Guest platform = portal.signedIn("platform-1");
		String person = "/people/" + number("sre-1");
		platform.submit(person, person + "/end", Map.of());
		assertThat(somebody.get("/me").statusCode()).isEqualTo(302);
		assertThat(somebody.call("GET", "/api/v1/me", token, "").body()).contains("was revoked");
	}

	@Test
	void nobodyLocksThemselvesOut() {
		Guest platform = portal.signedIn("platform-1");
		String person = "/people/" + number("platform-1");
		assertThat(platform.submit(person, person + "/lock", Map.of("reason", "a test")).statusCode()).isEqualTo(409);
		assertThat(platform.get("/me").statusCode()).isEqualTo(200);
	}

	@Test
	void theCookieIsKeptFromScriptsAndOtherSites() {
		HttpResponse<String> answer = portal.guest().get("/tokens");
		String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
		assertThat(cookie).startsWith(COOKIE + "=").contains("HttpOnly", "SameSite=Lax", "Path=/");
		// Over plain HTTP, as on one machine; HeadersTest has the other.
		assertThat(cookie).doesNotContain("Secure", "Domain", "Max-Age", "Expires");
	}

	@Test
	void aGroupThatWasTakenAwayIsFeltByLiveSessionsAndTokens() {
		Guest platform = portal.signedIn("platform-1");
		String apiToken = platform.makeToken("of-platform", "read");
		String accessToken = portal.issuer().accessToken("platform-1");
		assertThat(platform.get("/people").statusCode()).isEqualTo(200);
		assertThat(audit(platform, apiToken)).isEqualTo(200);
		assertThat(audit(platform, accessToken)).isEqualTo(200);
		portal.issuer().groups("platform-1", Set.of("groundwork-engineers", "team-search"));
		Eventually.that(PATIENCE, () -> platform.get("/people").statusCode() == 403);
		Eventually.that(PATIENCE, () -> audit(platform, apiToken) == 403);
		Eventually.that(PATIENCE, () -> audit(platform, accessToken) == 403);
		assertThat(platform.call("GET", "/api/v1/me", apiToken, "").body()).contains("\"roles\":[\"engineer\"]",
				"\"teams\":[\"search\"]");
		assertThat(platform.get("/").body()).doesNotContain("href=\"/people\"");
		assertThat(audited("person.groups", "provider")).isPositive();
		portal.issuer().reset();
		Eventually.that(PATIENCE, () -> platform.get("/people").statusCode() == 200);
	}

	@Test
	void aGroupThatWasTakenAwayIsFeltByAnAccessTokenAlone() {
		// Nobody's session or API token asks the provider on the way.
		String accessToken = portal.issuer().accessToken("auditor-1");
		Guest guest = portal.guest();
		assertThat(audit(guest, accessToken)).isEqualTo(200);
		portal.issuer().groups("auditor-1", Set.of());
		Eventually.that(PATIENCE, () -> audit(guest, accessToken) == 403);
		portal.issuer().lock("auditor-1");
		Eventually.that(PATIENCE, () -> audit(guest, accessToken) == 401);
	}

	private static int audit(Guest guest, String token) {
		return guest.call("GET", "/api/v1/audit?limit=1", token, "").statusCode();
	}

	/**
	 * Whether that session is somebody's, in a browser that has nothing else.
	 */
	private static boolean isIn(String session) {
		Guest guest = portal.guest();
		put(guest, session);
		return guest.get("/me").statusCode() == 200;
	}

	private static void put(Guest guest, String session) {
		HttpCookie cookie = new HttpCookie(COOKIE, session);
		cookie.setPath("/");
		cookie.setVersion(0);
		guest.cookies().getCookieStore().add(portal.address(), cookie);
	}

	private static long number(String name) {
		return portal.bean(JdbcClient.class)
			.sql("select id from person where name = ?")
			.param(name)
			.query(Long.class)
			.single();
	}

	private static long audited(String action, String actor) {
		return portal.bean(JdbcClient.class)
			.sql("select count(*) from audit_row where action = ? and actor = ?")
			.params(action, actor)
			.query(Long.class)
			.single();
	}

}

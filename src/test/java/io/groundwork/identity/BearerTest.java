package io.groundwork.identity;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.nimbusds.jose.util.Base64URL;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.Wire;
import io.groundwork.sandbox.Flaw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens that must not open the API, and how far those reach that do.
 */
@Tag("proof")
class BearerTest {

	private static final String SIGNS = "ABCxyz012_-.=+/ !é";

	private static Portal portal;

	private static Guest guest;

	private static String apiToken;

	private static String accessToken;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
		guest = portal.signedIn("engineer-1");
		apiToken = guest.makeToken("bearer-test", "read", "write");
		accessToken = portal.issuer().accessToken("engineer-1");
	}

	@Test
	void goodTokensAreTaken() {
		assertThat(me(apiToken).statusCode()).isEqualTo(200);
		assertThat(me(accessToken).statusCode()).isEqualTo(200);
		assertThat(portal.bean(JdbcClient.class)
			.sql("select last_used_at is not null from api_token where name = 'bearer-test'")
			.query(Boolean.class)
			.single()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(Flaw.class)
	void oneFlawIsEnough(Flaw flaw) {
		refused(me(portal.issuer().accessToken("engineer-1", flaw)), "not valid here");
	}

	@Test
	void anIdTokenIsNoKeyToTheApi() {
		refused(me(portal.issuer().idToken("engineer-1")), "not valid here");
		// The one that the portal got itself, which sign-out hands back to the provider.
		String location = portal.signedIn("engineer-2")
			.submit("/me", "/sign-out", Map.of())
			.headers()
			.firstValue("Location")
			.orElseThrow();
		String ours = UriComponentsBuilder.fromUriString(location).build().getQueryParams().getFirst("id_token_hint");
		assertThat(ours).isNotNull();
		refused(me(ours), "not valid here");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", ".", "..", "...", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "e30.e30.e30", "gw", "gw_",
			"gw_short", "null", "Bearer", "eyJhbGciOiJSUzI1NiJ9..", "a b" })
	void whatIsNoTokenIsRefused(String text) {
		refused(me(text), "");
	}

	@Test
	void aTokenThatLostOrGainedSomethingIsRefused() {
		refused(me(apiToken.substring(0, apiToken.length() - 1)), "not a whole API token");
		refused(me(apiToken + "A"), "not a whole API token");
		refused(me(apiToken + apiToken), "not a whole API token");
		String turned = apiToken.substring(0, 3) + new StringBuilder(apiToken.substring(3)).reverse();
		refused(me(turned), "not known");
		refused(me(accessToken.substring(0, accessToken.length() - 5)), "not valid here");
		refused(me(accessToken + "AAAA"), "not valid here");
		refused(me(accessToken + ".AAAA"), "not valid here");
	}

	@Test
	void aRevokedTokenIsRefusedAtOnce() {
		String secret = guest.makeToken("to-be-revoked", "read");
		long id = id("to-be-revoked");
		assertThat(me(secret).statusCode()).isEqualTo(200);
		assertThat(guest.call("DELETE", "/api/v1/tokens/" + id, apiToken, "").statusCode()).isEqualTo(204);
		refused(me(secret), "was revoked");
	}

	@Test
	void anExpiredTokenSaysWhen() {
		ApiSecret secret = ApiSecret.fresh();
		portal.bean(JdbcClient.class)
			.sql("""
					insert into api_token (person_id, name, hash, hint, scopes, created_at, expires_at)
					select id, 'long-ago', ?, ?, array['read'], timestamptz '2026-01-01Z', timestamptz '2026-01-31 09:30:00Z'
					from person where name = 'engineer-1'""")
			.params(secret.hash(), secret.hint())
			.update();
		refused(me(secret.value()), "expired at 2026-01-31T09:30:00Z");
	}

	@Test
	void nobodyGetsInWithATokenOfALockedAccount() {
		Guest platform = portal.signedIn("platform-1");
		String secret = portal.signedIn("engineer-3").makeToken("of-the-locked", "read");
		String access = portal.issuer().accessToken("engineer-3");
		assertThat(me(access).statusCode()).isEqualTo(200);
		String person = "/people/" + portal.bean(JdbcClient.class)
			.sql("select id from person where name = 'engineer-3'")
			.query(Long.class)
			.single();
		platform.submit(person, person + "/lock", Map.of("reason", "a test"));
		try {
			refused(me(secret), "locked");
			refused(me(access), "locked");
		}
		finally {
			platform.submit(person, person + "/unlock", Map.of());
		}
		assertThat(me(secret).statusCode()).isEqualTo(200);
	}

	@Test
	void aTokenForReadingDoesNothing() {
		String reading = guest.makeToken("reading", "read");
		for (String method : List.of("POST", "DELETE", "PUT", "PATCH")) {
			HttpResponse<String> answer = guest.call(method, "/api/v1/tokens/1", reading, "{}");
			assertThat(answer.statusCode()).as(method).isEqualTo(403);
			assertThat(answer.body()).contains("needs the scope write");
		}
		assertThat(me(reading).statusCode()).isEqualTo(200);
	}

	@Test
	void aTokenMakesNoneThatReachesFurtherThanItself() {
		String writing = guest.makeToken("writing", "write");
		HttpResponse<String> wider = guest.call("POST", "/api/v1/tokens", writing,
				"{\"name\":\"wider\",\"scopes\":[\"read\",\"write\"]}");
		assertThat(wider.statusCode()).isEqualTo(403);
		HttpResponse<String> longer = guest.call("POST", "/api/v1/tokens", writing,
				"{\"name\":\"longer\",\"scopes\":[\"write\"]}");
		assertThat(longer.statusCode()).isEqualTo(403);
		assertThat(longer.body()).contains("end no later than itself");
	}

	@Test
	void onlyTheBearerSchemeCounts() {
		for (String header : List.of("Basic " + apiToken, "Token " + apiToken, apiToken, "Bearer", "Bearer:" + apiToken,
				"Digest username=\"engineer-1\"")) {
			HttpResponse<String> answer = guest.send(guest.call("/api/v1/me", "").setHeader("Authorization", header));
			assertThat(answer.statusCode()).as(header.substring(0, 6)).isEqualTo(401);
		}
		assertThat(
				guest.send(guest.call("/api/v1/me", "").setHeader("Authorization", "bEARER " + apiToken)).statusCode())
			.isEqualTo(200);
	}

	@Test
	void aTokenInTheAddressOrTheBodyIsNotLookedAt() {
		assertThat(guest.send(guest.request("/api/v1/me?access_token=" + apiToken)).statusCode()).isEqualTo(401);
		assertThat(guest
			.send(guest.request("/api/v1/tokens")
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString("access_token=" + apiToken)))
			.statusCode()).isEqualTo(401);
	}

	@Test
	void twoTokensAreOneTooMany() {
		Wire wire = new Wire(portal.address());
		String good = "Authorization: Bearer " + apiToken;
		assertThat(wire.get("/api/v1/me", good).status()).isEqualTo(200);
		for (String other : List.of("Authorization: Bearer x", good, "Authorization: Basic x")) {
			assertThat(wire.get("/api/v1/me", good, other).status()).as(other).isEqualTo(401);
			assertThat(wire.get("/api/v1/me", other, good).status()).as(other).isEqualTo(401);
		}
	}

	@Test
	void aVeryLongHeaderIsRefused() {
		Wire wire = new Wire(portal.address());
		assertThat(wire.get("/api/v1/me", "Authorization: Bearer " + "x".repeat(7_000)).status()).isEqualTo(401);
		assertThat(wire.get("/api/v1/me", "Authorization: Bearer " + "x".repeat(100_000)).status()).isIn(0, 400, 431);
	}

	@Test
	void refusalsAreInTheRecord() {
		refused(me("gw_" + "r".repeat(43)), "not known");
		assertThat(portal.bean(JdbcClient.class)
			.sql("select count(*) from audit_row where action = 'token.refused' and subject = 'route:/api/v1/me'")
			.query(Long.class)
			.single()).isPositive();
	}

	@Test
	void noForgedTokenGetsIn() {
		Random random = Proof.random("identity.forged-tokens");
		int size = Proof.size("identity.forged-tokens", 300, 20_000);
		for (int i = 0; i < size; i++) {
			String good = random.nextBoolean() ? apiToken : portalToken(i);
			String forged = forge(good, random);
			if (means(forged, good)) {
				continue;
			}
			HttpResponse<String> answer = me(forged);
			assertThat(answer.statusCode()).as(forged).isEqualTo(401);
		}
	}

	/**
	 * Access tokens live for five minutes, which a long proof outlasts.
	 */
	private static String portalToken(int round) {
		if (round % 1000 == 999) {
			accessToken = portal.issuer().accessToken("engineer-1");
		}
		return accessToken;
	}

	private static String forge(String token, Random random) {
		StringBuilder forged = new StringBuilder(token);
		int changes = 1 + random.nextInt(3);
		for (int i = 0; i < changes && !forged.isEmpty(); i++) {
			int at = random.nextInt(forged.length());
			char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
			switch (random.nextInt(6)) {
				case 0 -> forged.setCharAt(at, sign);
				case 1 -> forged.insert(at, sign);
				case 2 -> forged.deleteCharAt(at);
				case 3 -> forged.setLength(at);
				case 4 -> forged.append(sign);
				default -> swapParts(forged, random);
			}
		}
		return forged.toString();
	}

	private static void swapParts(StringBuilder token, Random random) {
		String[] parts = token.toString().split("\\.", -1);
		int one = random.nextInt(parts.length);
		parts[one] = switch (random.nextInt(3)) {
			case 0 -> "";
			case 1 -> parts[random.nextInt(parts.length)];
			default -> Base64URL.encode("{\"alg\":\"none\"}").toString();
		};
		token.setLength(0);
		token.append(String.join(".", parts));
	}

	/**
	 * Whether two texts are the same token: the last bits of a signature in base 64, and
	 * what is no base 64 at all, say nothing.
	 */
	private static boolean means(String forged, String good) {
		String[] some = forged.strip().split("\\.", -1);
		String[] others = good.split("\\.", -1);
		if (forged.strip().equals(good)) {
			return true;
		}
		return some.length == 3 && others.length == 3 && some[0].equals(others[0]) && some[1].equals(others[1])
				&& Arrays.equals(new Base64URL(some[2]).decode(), new Base64URL(others[2]).decode());
	}

	private static HttpResponse<String> me(String token) {
		return guest.call("GET", "/api/v1/me", token, "");
	}

	private static void refused(HttpResponse<String> answer, String reason) {
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
		JsonNode problem = JsonMapper.shared().readTree(answer.body());
		assertThat(problem.path("detail").asString()).contains(reason);
	}

	private static long id(String name) {
		return portal.bean(JdbcClient.class)
			.sql("select id from api_token where name = ?")
			.param(name)
			.query(Long.class)
			.single();
	}

}

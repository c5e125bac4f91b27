package io.groundwork.web;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.Supplier;

import io.groundwork.Guest;
import io.groundwork.Portal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody can ask so often that others have to wait.
 */
class LimitsTest {

	/** Enough to sign two people in. */
	private static final int ANONYMOUS = 40;

	private static final int PERSON = 20;

	private static Portal portal;

	private static Guest engineer;

	private static Guest reviewer;

	private static String token;

	private static String reviewersToken;

	@BeforeAll
	static void start() {
		portal = Portal.shared()
			.another(Map.of("groundwork.web.requests-per-minute", PERSON,
					"groundwork.web.anonymous-requests-per-minute", ANONYMOUS));
		engineer = portal.signedIn("engineer-1");
		reviewer = portal.signedIn("reviewer-1");
		token = portal.issuer().accessToken("sre-1");
		reviewersToken = portal.issuer().accessToken("reviewer-1");
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@Test
	void somebodyWhoAsksTooOftenIsToldWhenToComeBackAndOthersAreNot() {
		page(untilTooMany(PERSON, () -> engineer.get("/tokens")));
		assertThat(reviewer.get("/tokens").statusCode()).isEqualTo(200);
		assertThat(reviewer.call("GET", "/api/v1/me", reviewersToken, "").statusCode()).isEqualTo(200);
		// Files are not counted: a page that says so still looks like one.
		assertThat(engineer.get("/css/base.css").statusCode()).isEqualTo(200);
	}

	@Test
	void aScriptIsToldInItsOwnWords() {
		Supplier<HttpResponse<String>> me = () -> engineer.call("GET", "/api/v1/me", token, "");
		problem(untilTooMany(PERSON, me));
		problem(refused(PERSON, me, () -> engineer.call("DELETE", "/api/v1/tokens/1", token, "")));
	}

	@Test
	void anAddressWithoutASessionIsLimitedWhateverItAsksFor() {
		Guest nobody = portal.guest();
		page(refused(nobody, () -> nobody.get("/signed-out")));
		// Each of these would cost a session, a row in the record or a check of a
		// signature.
		page(refused(nobody, () -> nobody.get("/oauth2/authorization/groundwork")));
		page(refused(nobody, () -> nobody.get("/login/oauth2/code/groundwork?code=x&state=y")));
		page(refused(nobody, () -> nobody.post("/tokens", Map.of("name", "x"))));
		problem(refused(nobody, () -> nobody.call("GET", "/api/v1/me", "forged", "")));
		problem(refused(nobody, () -> nobody.callWithout("GET", "/api/v1/me", "")));
	}

	/**
	 * What is answered when the bucket is empty; on a busy machine it may have got a drop
	 * since it was emptied.
	 */
	private static HttpResponse<String> refused(int limit, Supplier<HttpResponse<String>> empty,
			Supplier<HttpResponse<String>> ask) {
		HttpResponse<String> answer = untilTooMany(limit, empty);
		for (int i = 0; i < 20; i++) {
			answer = ask.get();
			if (answer.statusCode() == 429) {
				return answer;
			}
			untilTooMany(limit, empty);
		}
		return answer;
	}

	private static HttpResponse<String> refused(Guest nobody, Supplier<HttpResponse<String>> ask) {
		return refused(ANONYMOUS, () -> nobody.get("/tokens"), ask);
	}

	/**
	 * Buckets fill while we ask, so it may take a few more than the limit.
	 */
	private static HttpResponse<String> untilTooMany(int limit, Supplier<HttpResponse<String>> ask) {
		for (int i = 0; i < limit * 20; i++) {
			HttpResponse<String> answer = ask.get();
			if (answer.statusCode() == 429) {
				return answer;
			}
			assertThat(answer.statusCode()).isIn(200, 302);
		}
		throw new AssertionError("never too many");
	}

	private static void page(HttpResponse<String> answer) {
		tooMany(answer);
		assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
		assertThat(answer.body()).contains("Too many requests");
	}

	private static void problem(HttpResponse<String> answer) {
		tooMany(answer);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.body()).contains("\"status\":429", "\"reference\":");
	}

	private static void tooMany(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(429);
		assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(-1)).isBetween(1L, 60L);
	}

}

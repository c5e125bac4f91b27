package io.groundwork.identity;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What time does to sessions and tokens, also while the provider is away. The clock only
 * goes forward, as clocks do; each test signs in anew.
 */
class PassingTimeTest {

	private static final TestClock CLOCK = new TestClock();

	private static final Duration MORE_THAN_A_PAUSE = Duration.ofSeconds(11);

	private static Portal portal;

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.identity.confirm-every", "4m", "groundwork.identity.outage-grace",
				"15m", "groundwork.identity.session-most", "24h", "groundwork.identity.session-idle", "24h"), CLOCK);
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@AfterEach
	void everybodyBack() {
		portal.issuer().reset();
		CLOCK.pass(MORE_THAN_A_PAUSE);
	}

	@Test
	void aSessionEndsHoweverBusyItIs() {
		Guest guest = portal.signedIn("engineer-1");
		for (int hour = 0; hour < 24; hour++) {
			assertThat(guest.get("/me").statusCode()).isEqualTo(200);
			CLOCK.pass(Duration.ofHours(1));
		}
		CLOCK.pass(Duration.ofSeconds(1));
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
	}

	@Test
	void anApiTokenEndsWhenItSaid() {
		Guest guest = portal.signedIn("engineer-1");
		String token = guest.makeToken("for-a-day", "read");
		CLOCK.pass(Duration.ofHours(24).minusSeconds(30));
		assertThat(me(guest, token).statusCode()).isEqualTo(200);
		CLOCK.pass(Duration.ofSeconds(31));
		HttpResponse<String> answer = me(guest, token);
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).contains("expired at");
	}

	@Test
	void whileTheProviderIsAwayItsLastWordCountsForAWhile() {
		Guest guest = portal.signedIn("engineer-1");
		String token = guest.makeToken("in-an-outage", "read");
		portal.issuer().down(true);
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(guest.get("/me").statusCode()).isEqualTo(200);
		assertThat(me(guest, token).statusCode()).isEqualTo(200);
		CLOCK.pass(Duration.ofMinutes(9));
		assertThat(guest.get("/me").statusCode()).isEqualTo(200);
		CLOCK.pass(Duration.ofMinutes(2));
		HttpResponse<String> page = guest.get("/me");
		assertThat(page.statusCode()).isEqualTo(503);
		assertThat(page.headers().firstValue("Retry-After")).isPresent();
		assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
		HttpResponse<String> problem = me(guest, token);
		assertThat(problem.statusCode()).isEqualTo(503);
		assertThat(problem.headers().firstValue("Retry-After")).isPresent();
		assertThat(problem.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		portal.issuer().down(false);
		CLOCK.pass(MORE_THAN_A_PAUSE);
		assertThat(guest.get("/me").statusCode()).isEqualTo(200);
		assertThat(me(guest, token).statusCode()).isEqualTo(200);
	}

	@Test
	void nobodySignsInWhileTheProviderIsAwayAndNobodyIsHarmed() {
		Guest inside = portal.signedIn("engineer-2");
		portal.issuer().down(true);
		assertThat(inside.get("/me").statusCode()).isEqualTo(200);
		HttpResponse<String> out = inside.submit("/me", "/sign-out", Map.of());
		assertThat(out.statusCode()).isEqualTo(302);
		assertThat(inside.get("/me").statusCode()).isEqualTo(302);
	}

	@Test
	void whatTheProviderTookBackEndsSessionsAndSaysWhyToScripts() {
		Guest guest = portal.signedIn("engineer-3");
		String token = guest.makeToken("taken-back", "read");
		portal.issuer().lock("engineer-3");
		CLOCK.pass(Duration.ofMinutes(5));
		HttpResponse<String> answer = me(guest, token);
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).contains("no longer confirms your groups", "Sign in to the portal again");
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
		// Signing in again brings the token back, too: it is the portal's own.
		portal.issuer().unlock("engineer-3");
		assertThat(me(guest, token).statusCode()).isEqualTo(401);
		Guest again = portal.signedIn("engineer-3");
		assertThat(me(again, token).statusCode()).isEqualTo(200);
	}

	@Test
	void tokensOutliveASignOutAndARefusalAfterItIsNoLoss() {
		Guest guest = portal.signedIn("engineer-2");
		String token = guest.makeToken("of somebody who goes home", "read");
		guest.follow(guest.submit("/me", "/sign-out", Map.of()));
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(me(guest, token).statusCode()).isEqualTo(200);
		long person = person("engineer-2");
		// That showed that what it is asked with outlives sessions: from now on it is
		// one.
		portal.issuer().lock("engineer-2");
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(portal.bean(Roll.class).call(Set.of(person))).containsExactly(person);
		assertThat(me(guest, token).statusCode()).isEqualTo(401);
		// Until then it may come from the sign-out.
		portal.issuer().unlock("engineer-2");
		guest = portal.signedIn("engineer-2");
		guest.follow(guest.submit("/me", "/sign-out", Map.of()));
		portal.issuer().lock("engineer-2");
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(portal.bean(Roll.class).call(Set.of(person))).isEmpty();
		// Of somebody who is in it is one.
		portal.issuer().unlock("engineer-2");
		portal.signedIn("engineer-2");
		portal.issuer().lock("engineer-2");
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(portal.bean(Roll.class).call(Set.of(person))).containsExactly(person);
	}

	@Test
	void whoeverIsRefusedIsGoneAlsoIfTheirOwnRequestMeetsItFirst() {
		Guest guest = portal.signedIn("engineer-2");
		String token = guest.makeToken("of somebody who is dismissed", "read");
		long person = person("engineer-2");
		portal.issuer().lock("engineer-2");
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(me(guest, token).statusCode()).isEqualTo(401);
		assertThat(portal.bean(Roll.class).call(Set.of(person))).containsExactly(person);
		// Being sent to sign in does not bring anybody back.
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
		assertThat(portal.bean(Roll.class).call(Set.of(person))).containsExactly(person);
		portal.issuer().unlock("engineer-2");
		portal.signedIn("engineer-2");
		assertThat(portal.bean(Roll.class).call(Set.of(person))).isEmpty();
	}

	@Test
	void whoeverWasToldOfHalfIsAskedAboutWithWhatCameThen() {
		Guest guest = portal.signedIn("engineer-2");
		long person = person("engineer-2");
		portal.issuer().silent();
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(guest.get("/me").statusCode()).isEqualTo(200);
		portal.issuer().down(false);
		CLOCK.pass(MORE_THAN_A_PAUSE);
		assertThat(guest.get("/me").statusCode()).isEqualTo(200);
		assertThat(portal.bean(Roll.class).call(Set.of(person))).isEmpty();
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(guest.get("/me").statusCode()).isEqualTo(200);
	}

	@Test
	void nobodyIsLetInByAProviderThatDoesNotSayWhoTheyAre() {
		portal.issuer().silent();
		Guest guest = portal.guest();
		guest.signIn("engineer-2");
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
	}

	@Test
	void aTokenThatCannotBeReadSaysNothingAboutAnybody() {
		Guest guest = portal.signedIn("engineer-2");
		long person = person("engineer-2");
		portal.bean(JdbcClient.class)
			.sql("update person set refresh_token = 'not sealed'::bytea where id = ?")
			.param(person)
			.update();
		CLOCK.pass(Duration.ofMinutes(5));
		assertThat(portal.bean(Roll.class).call(Set.of(person))).isEmpty();
		assertThat(guest.get("/me").statusCode()).isEqualTo(302);
		assertThat(portal.bean(Roll.class).call(Set.of(person))).isEmpty();
	}

	private static long person(String name) {
		return portal.bean(JdbcClient.class)
			.sql("select id from person where name = ?")
			.param(name)
			.query(Long.class)
			.single();
	}

	private static HttpResponse<String> me(Guest guest, String token) {
		return guest.call("GET", "/api/v1/me", token, "");
	}

}

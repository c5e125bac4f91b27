package io.groundwork.requests;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.runs.PlainPlans;
import io.groundwork.runs.Run;
import io.groundwork.runs.RunRows;
import io.groundwork.sandbox.Postgres;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.storage.ObjectStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Those who want something carried out that nobody agreed to, or not to exactly that:
 * none gets anything applied, and each leaves a row in the record.
 */
class AttackTests {

	private static final Duration MOST = Duration.ofSeconds(30);

	private static final String MAIN = "resource \"terraform_data\" \"one\" { input = \"%s\" }\n";

	private static final String MORE = """
			{"reason":"more","spec":{"kind":"staging","topology":"dedicated","kubernetes":{"version":"1.34"}}}""";

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@SuppressWarnings("NullAway.Init")
	private static PlainPlans plans;

	@SuppressWarnings("NullAway.Init")
	private static Guest platform;

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"),
				"groundwork.terraform.mirror", System.getProperty("groundwork.tools.provider")));
		plans = new PlainPlans(portal);
		platform = portal.signedIn("platform-1");
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@AfterEach
	void goOn() {
		jdbc().sql("update run_queue set paused_at = null, paused_by = null, pause_reason = null").update();
	}

	@Test
	void whatIsAgreedToIsCarriedOut() {
		Asked asked = ask(EnvironmentKind.STAGING);
		assertThat(vote(asked, "reviewer-1").statusCode()).isEqualTo(200);
		await(asked, "done");
		assertThat(serial(asked)).isEqualTo(1);
		assertThat(of(asked).path("runs")).hasSize(2);
	}

	@Test
	void onesOwnIsNotAgreedTo() {
		Asked asked = ask(EnvironmentKind.STAGING);
		assertThat(vote(asked, "platform-1").statusCode()).isEqualTo(403);
		nothingWasApplied(asked, "approval.voted");
	}

	@Test
	void oneVoteFromTwentyConnectionsIsOne() throws Exception {
		Asked asked = ask(EnvironmentKind.PRODUCTION);
		String token = portal.issuer().accessToken("reviewer-1");
		CountDownLatch together = new CountDownLatch(1);
		List<Integer> answers = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> all = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				all.add(threads.submit(() -> {
					together.await();
					return portal.guest().call("POST", asked.path() + "/approvals", token, ballot(asked)).statusCode();
				}));
			}
			together.countDown();
			for (Future<Integer> one : all) {
				answers.add(one.get());
			}
		}
		assertThat(answers).hasSize(20).containsOnly(200, 409).containsOnlyOnce(200);
		nothingWasApplied(asked, "approval.voted");
	}

	@Test
	void anOldDigestIsNotAgreedTo() {
		Asked asked = ask(EnvironmentKind.STAGING);
		assertThat(vote(new Asked(asked.number(), asked.environment(), "0".repeat(64), asked.plan()), "reviewer-1")
			.statusCode()).isEqualTo(409);
		nothingWasApplied(asked, "approval.voted");
	}

	@Test
	void whatWasWithdrawnIsNotAgreedTo() {
		Asked asked = ask(EnvironmentKind.STAGING);
		assertThat(call("platform-1", "POST", asked.path() + "/withdraw", "{}").statusCode()).isEqualTo(200);
		assertThat(vote(asked, "reviewer-1").statusCode()).isEqualTo(409);
		nothingWasApplied(asked, "approval.voted");
	}

	@Test
	void whatHasExpiredIsNotAgreedToAndIsPlannedAgainOnce() {
		Asked asked = ask(EnvironmentKind.STAGING);
		expire(asked);
		assertThat(vote(asked, "reviewer-1").statusCode()).isEqualTo(409);
		// A plan has the second in it when it was made: in the same one it would be the
		// same.
		LockSupport.parkNanos(1_100_000_000);
		Eventually.that(MOST, () -> {
			portal.bean(Pace.class).sweep();
			JsonNode now = of(asked);
			return now.path("status").asString().equals("awaiting-approval")
					&& !now.path("planDigest").asString("").equals(asked.digest());
		});
		nothingWasApplied(asked, "approval.voted");
		assertThat(vote(asked, "reviewer-1").statusCode()).isEqualTo(409);
		expire(asked);
		Eventually.that(MOST, () -> {
			portal.bean(Pace.class).sweep();
			return status(asked).equals("stale");
		});
		assertThat(of(asked).path("waitingFor").toString()).contains("to have it planned again");
	}

	@Test
	void whoeverLostTheRoleMeanwhileAgreedToNothing() {
		Asked asked = queued(EnvironmentKind.STAGING, "reviewer-2");
		String[] groups = jdbc().sql("select array_to_string(groups, ',') from person where name = 'reviewer-2'")
			.query(String.class)
			.single()
			.split(",");
		jdbc().sql("update person set groups = '{}' where name = 'reviewer-2'").update();
		try {
			pause(false);
			Eventually.that(MOST, () -> status(asked).equals("awaiting-approval"));
		}
		finally {
			jdbc().sql("update person set groups = ? where name = 'reviewer-2'").param(groups).update();
		}
		nothingWasApplied(asked, "run.ended");
		assertThat(story(asked)).contains("does not count any more");
	}

	@Test
	void nobodyWritesWhatSomebodyElseAskedForAndAgreesToIt() {
		Asked asked = ask(EnvironmentKind.STAGING);
		// A platform engineer, as whoever asked is, who could agree to it.
		assertThat(call("reviewer-2", "GET", "/api/v1/me", "").statusCode()).isEqualTo(200);
		jdbc().sql("update person set groups = groups || '{groundwork-platform}' where name = 'reviewer-2'").update();
		try {
			HttpResponse<String> edited = call("reviewer-2", "PUT", asked.path(), MORE);
			assertThat(edited.statusCode()).as(edited.body()).isEqualTo(403);
			assertThat(edited.body()).contains("make a request of your own instead");
			assertThat(of(asked).path("planDigest").asString()).isEqualTo(asked.digest());
			assertThat(call("reviewer-2", "POST", asked.path() + "/withdraw", "{}").statusCode()).isEqualTo(200);
			// Nor when it has ended, and could be taken up again.
			assertThat(call("reviewer-2", "PUT", asked.path(), MORE).statusCode()).isEqualTo(403);
			assertThat(call("platform-1", "PUT",
					"/api/v1/requests/" + new RequestFixtures(portal).done("payments", platformOne()),
					"{\"reason\":\"r\",\"spec\":{\"kind\":\"production\"}}")
				.body()).contains("is done, and cannot be edited");
			assertThat(status(asked)).isEqualTo("withdrawn");
		}
		finally {
			jdbc()
				.sql("update person set groups = array_remove(groups, 'groundwork-platform') where name = 'reviewer-2'")
				.update();
		}
	}

	@Test
	void aClusterIsNotTakenFromThoseWhoLiveOnIt() {
		RequestFixtures requests = new RequestFixtures(portal);
		Environment host = environment(EnvironmentKind.SYSTEM);
		requests.done(host, requests.stranger());
		Environment tenant = portal.bean(Environments.class)
			.add("lodger", EnvironmentKind.DEVELOPMENT, "payments", host, "test");
		String wish = """
				{"kind":"destroy","environment":"%1$s","reason":"r","parameters":{"confirm":"%1$s"}}"""
			.formatted(host.name());
		assertThat(call("platform-1", "POST", "/api/v1/preflight", wish).body())
			.contains("Nobody else lives on the cluster of " + host.name());
		requests.done(tenant, requests.stranger());
		assertThat(call("platform-1", "POST", "/api/v1/preflight", wish).body())
			.contains("lodger lives on the cluster of " + host.name(), "Destroy lodger first.");
		RunRows runs = new RunRows(portal);
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> runs.add(host, "destroy", "queued"))
			.withMessageContaining("while lodger lives on its cluster");
		runs.add(tenant, "destroy", "done");
		runs.add(host, "destroy", "done");
	}

	@Test
	void whatWasQueuedIsNotWrittenAnew() {
		Asked asked = queued(EnvironmentKind.STAGING, "reviewer-1");
		HttpResponse<String> edited = call("platform-1", "PUT", asked.path(), MORE);
		assertThat(edited.statusCode()).as(edited.body()).isEqualTo(409);
		assertThat(call("platform-1", "POST", asked.path() + "/cancel", "{}").statusCode()).isEqualTo(200);
		pause(false);
		await(asked, "cancelled");
		assertThat(serial(asked)).isZero();
	}

	@Test
	void otherBytesThanThoseThatWerePlannedAreNotCarriedOut() {
		Run other = plans.of(environment(EnvironmentKind.STAGING), MAIN.formatted("other"));
		Asked asked = queued(EnvironmentKind.STAGING, "reviewer-1");
		String file = plans.file(of(asked).path("runs").get(0).asLong());
		ObjectStore objects = portal.bean(ObjectStore.class);
		objects.put(file, objects.readAll(plans.file(other.number()), 10_000_000));
		pause(false);
		Eventually.that(MOST, () -> plannedAgain(asked));
		nothingWasApplied(asked, "run.ended");
		assertThat(story(asked)).contains("is not the one that was agreed to");
	}

	@Test
	void aPlanForAnotherStateIsNotCarriedOutEvenIfItSaysOtherwise() throws Exception {
		Asked asked = queued(EnvironmentKind.STAGING, "reviewer-1");
		long plan = of(asked).path("runs").get(0).asLong();
		// Whoever could write into the database: the plan is said to be for another
		// state.
		try (Connection connection = Postgres.shared().superuser(portal.database());
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("update run_plan set serial = serial + 1 where run = " + plan);
		}
		pause(false);
		Eventually.that(MOST, () -> plannedAgain(asked));
		nothingWasApplied(asked, "run.ended");
	}

	/**
	 * What was agreed to covers no other request, whatever the row says.
	 */
	@Test
	void thePortalItselfCannotLetARoundFollowAnother() {
		Asked agreed = ask(EnvironmentKind.STAGING);
		assertThat(vote(agreed, "reviewer-1").statusCode()).isEqualTo(200);
		await(agreed, "done");
		Asked asked = ask(EnvironmentKind.STAGING);
		jdbc().sql("""
				update approval_round set closed_at = now(), result = 'stale'
				where subject_kind = 'request' and subject_number = ? and closed_at is null""")
			.param(asked.number())
			.update();
		long round = jdbc()
			.sql("""
					insert into approval_round (subject_kind, subject_number, digest, asker_id, team, rules, opened_at, follows)
					select 'request', ?, ?, asker_id, team, rules, now(), number from approval_round
					where subject_kind = 'request' and subject_number = ? and result = 'agreed' returning number""")
			.params(asked.number(), asked.digest(), agreed.number())
			.query(Long.class)
			.single();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(
					() -> jdbc().sql("update approval_round set closed_at = now(), result = 'agreed' where number = ?")
						.param(round)
						.update())
			.withStackTraceContaining("is not covered by round");
		assertThat(serial(asked)).isZero();
	}

	@Test
	void thePortalItselfCannotSayThatEnoughAgreed() {
		Asked asked = ask(EnvironmentKind.STAGING);
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> jdbc().sql("""
				update approval_round set closed_at = now(), result = 'agreed'
				where subject_kind = 'request' and subject_number = ?""").param(asked.number()).update());
		assertThat(serial(asked)).isZero();
	}

	@Test
	void whoeverAskedDoesNotAgreeInThePlaceOfAReviewer() {
		Asked asked = ask(EnvironmentKind.STAGING);
		delegate("reviewer-1", "platform-1");
		try {
			for (String place : List.of("", ",\"inPlaceOf\":\"reviewer-1\"")) {
				HttpResponse<String> voted = call("platform-1", "POST", asked.path() + "/approvals",
						ballot(asked).replace("}", place + "}"));
				assertThat(voted.statusCode()).as(voted.body()).isEqualTo(403);
			}
		}
		finally {
			revoke("reviewer-1");
		}
		nothingWasApplied(asked, "approval.voted");
	}

	@Test
	void whoeverIsAwayAndTheirDelegateAreNotTwo() {
		Asked asked = ask(EnvironmentKind.PRODUCTION);
		delegate("reviewer-1", "engineer-1");
		try {
			assertThat(vote(asked, "engineer-1").statusCode()).isEqualTo(200);
			assertThat(vote(asked, "reviewer-1").statusCode()).isEqualTo(409);
			assertThat(vote(asked, "engineer-1").statusCode()).isEqualTo(409);
		}
		finally {
			revoke("reviewer-1");
		}
		nothingWasApplied(asked, "approval.voted");
	}

	@Test
	void aDelegationThatIsTakenBackBeforeItIsCarriedOutAgreedToNothing() {
		Asked asked = ask(EnvironmentKind.STAGING);
		later(asked);
		delegate("reviewer-1", "engineer-1");
		try {
			assertThat(vote(asked, "engineer-1").statusCode()).isEqualTo(200);
			assertThat(status(asked)).isEqualTo("scheduled");
		}
		finally {
			revoke("reviewer-1");
		}
		itsTimeComes(asked);
		Eventually.that(MOST, () -> plannedAgain(asked));
		assertThat(serial(asked)).isZero();
		assertThat(story(asked)).contains("does not count any more", "In place of reviewer-1");
	}

	@Test
	void aFreezeBetweenAgreementAndItsTimeHoldsIt() {
		Asked asked = ask(EnvironmentKind.STAGING);
		later(asked);
		assertThat(vote(asked, "reviewer-1").statusCode()).isEqualTo(200);
		String freeze = freeze(asked);
		itsTimeComes(asked);
		Eventually.that(MOST, () -> of(asked).path("heldBy").asString("").equals("Attacked"));
		assertThat(status(asked)).isEqualTo("scheduled");
		assertThat(serial(asked)).isZero();
		// Whoever asked may be a platform engineer, and still makes no exception for it.
		assertThat(call("platform-1", "POST", asked.path() + "/exceptions", "{\"reason\":\"mine\"}").statusCode())
			.isEqualTo(403);
		nothingWasApplied(asked, "request.excepted");
		assertThat(call("platform-1", "POST", freeze + "/end", "{\"reason\":\"over\"}").statusCode()).isEqualTo(200);
		await(asked, "done");
		assertThat(serial(asked)).isEqualTo(1);
	}

	@Test
	void aFreezeThatNobodyHeardOfHoldsTheWorker() {
		Asked asked = queued(EnvironmentKind.STAGING, "reviewer-1");
		// Behind the portal's back, so that nothing is taken out of the queue.
		jdbc()
			.sql("""
					insert into change_freeze (name, starts_at, ends_at, environment_kinds, environments, reason, declared_by,
						declared_at) select 'Unheard', now() - interval '1 minute', now() + interval '1 minute', '{}', array[?],
						'a test', min(id), now() from person""")
			.param(asked.environment())
			.update();
		pause(false);
		Eventually.that(MOST, Duration.ofMillis(100), () -> story(asked).contains("Unheard"));
		assertThat(serial(asked)).isZero();
	}

	@Test
	void whatAFreezeTookOutOfTheQueueIsCarriedOutAfterwards() {
		Asked asked = queued(EnvironmentKind.STAGING, "reviewer-1");
		String freeze = freeze(asked);
		await(asked, "scheduled");
		pause(false);
		assertThat(serial(asked)).isZero();
		call("platform-1", "POST", freeze + "/end", "{\"reason\":\"over\"}");
		await(asked, "done");
		assertThat(serial(asked)).isEqualTo(1);
	}

	/**
	 * Its time comes in an hour.
	 */
	private static void later(Asked asked) {
		jdbc().sql("update request set apply_at = now() + interval '1 hour' where number = ?")
			.param(asked.number())
			.update();
	}

	private static void itsTimeComes(Asked asked) {
		jdbc().sql("update request set apply_at = now() where number = ?").param(asked.number()).update();
		portal.bean(Pace.class).sweep();
	}

	private static String freeze(Asked asked) {
		HttpResponse<String> declared = call("platform-1", "POST", "/api/v1/freezes", """
				{"name":"Attacked","until":"%s","environments":["%s"],"reason":"a test"}"""
			.formatted(Instant.now().plus(Duration.ofHours(1)), asked.environment()));
		assertThat(declared.statusCode()).as(declared.body()).isEqualTo(201);
		return declared.headers().firstValue("Location").orElseThrow();
	}

	private static void delegate(String of, String to) {
		// They have to have been here.
		call(to, "GET", "/api/v1/me", "");
		HttpResponse<String> made = call(of, "POST", "/api/v1/delegations",
				"{\"to\":\"%s\",\"until\":\"%s\"}".formatted(to, Instant.now().plus(Duration.ofDays(1))));
		assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
	}

	private static void revoke(String of) {
		JsonMapper.shared().readTree(call(of, "GET", "/api/v1/delegations", "").body()).path("items").forEach((one) -> {
			if (one.path("status").asString().equals("in-force") && one.path("of").asString().equals(of)) {
				call(of, "DELETE", "/api/v1/delegations/" + one.path("number").asLong(), "");
			}
		});
	}

	private Asked ask(EnvironmentKind kind) {
		Environment environment = environment(kind);
		Run plan = plans.of(environment, MAIN.formatted("one"));
		String digest = plans.digest(plan);
		HttpResponse<String> answer = platform.submit("/runs/" + plan.number(), "/requests/plans",
				Map.of("run", String.valueOf(plan.number()), "digest", digest, "reason", "a test"));
		String page = answer.headers().firstValue("Location").orElseThrow();
		assertThat(page).startsWith("/requests/");
		Asked asked = new Asked(Long.parseLong(page.substring("/requests/".length())), environment.name(), digest,
				plan.number());
		await(asked, "awaiting-approval");
		return asked;
	}

	/**
	 * One that was agreed to while the queue rests.
	 */
	private Asked queued(EnvironmentKind kind, String by) {
		Asked asked = ask(kind);
		pause(true);
		HttpResponse<String> voted = vote(asked, by);
		assertThat(voted.statusCode()).as(voted.body()).isEqualTo(200);
		assertThat(status(asked)).isEqualTo("queued");
		return asked;
	}

	private static Environment environment(EnvironmentKind kind) {
		return portal.bean(Environments.class)
			.add(kind.word().substring(0, 4) + "-" + UUID.randomUUID().toString().substring(0, 8), kind, "payments",
					null, "test");
	}

	private static long platformOne() {
		return jdbc().sql("select id from person where name = 'platform-1'").query(Long.class).single();
	}

	private static void pause(boolean rests) {
		HttpResponse<String> answer = call("platform-1", "POST",
				"/api/v1/operations/queue/" + (rests ? "pause" : "resume"), "{\"reason\":\"a test\"}");
		assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
	}

	private static HttpResponse<String> vote(Asked asked, String who) {
		return call(who, "POST", asked.path() + "/approvals", ballot(asked));
	}

	private static String ballot(Asked asked) {
		return "{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted(asked.digest());
	}

	private static HttpResponse<String> call(String who, String method, String path, String body) {
		return portal.guest().call(method, path, portal.issuer().accessToken(who), body);
	}

	private static void expire(Asked asked) {
		jdbc().sql("update request set plan_expires_at = now() - interval '1 second' where number = ?")
			.param(asked.number())
			.update();
	}

	private static void await(Asked asked, String status) {
		Eventually.that(MOST, Duration.ofMillis(50), () -> status(asked).equals(status));
	}

	private static JsonNode of(Asked asked) {
		return JsonMapper.shared().readTree(call("platform-1", "GET", asked.path(), "").body());
	}

	private static String status(Asked asked) {
		return of(asked).path("status").asString();
	}

	/**
	 * Whether another run has planned it.
	 */
	private static boolean plannedAgain(Asked asked) {
		JsonNode now = of(asked);
		return now.path("status").asString().equals("awaiting-approval")
				&& now.path("runs").get(0).asLong() != asked.plan();
	}

	private static String story(Asked asked) {
		return platform.get("/requests/" + asked.number()).body();
	}

	private static long serial(Asked asked) {
		Environment environment = portal.bean(Environments.class).named(asked.environment()).orElseThrow();
		return portal.bean(States.class).current(environment.id()).map(StateVersion::serial).orElse(0L);
	}

	/**
	 * Nothing was applied, and somebody who looks at the record sees that it was tried.
	 */
	private static void nothingWasApplied(Asked asked, String action) {
		assertThat(serial(asked)).isZero();
		assertThat(jdbc().sql("""
				select count(*) from audit_row where action = ? and outcome <> 'done' and (subject = ?
					or subject = (select 'run:' || max(run) from request_event where request = ?
						and what in ('queued', 'applying')))""")
			.params(action, "request:" + asked.number(), asked.number())
			.query(Integer.class)
			.single()).isPositive();
	}

	private static JdbcClient jdbc() {
		return portal.bean(JdbcClient.class);
	}

	/**
	 * A request that waits for votes.
	 */
	private record Asked(long number, String environment, String digest, long plan) {

		String path() {
			return "/api/v1/requests/" + this.number;
		}

	}

}

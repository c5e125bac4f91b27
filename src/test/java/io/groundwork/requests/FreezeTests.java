package io.groundwork.requests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.approvals.Crowd;
import io.groundwork.approvals.Freeze;
import io.groundwork.approvals.FreezeException;
import io.groundwork.approvals.Freezes;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.RunRows;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a freeze holds, who makes an exception from it, and what people see of both.
 */
class FreezeTests {

	private final Portal portal = Portal.shared();

	private final RequestFixtures fixtures = new RequestFixtures(this.portal);

	private final Freezes freezes = this.portal.bean(Freezes.class);

	private final Exceptions exceptions = this.portal.bean(Exceptions.class);

	private final Crowd crowd = new Crowd(this.portal);

	@Test
	void whatIsAgreedToInAFreezeWaitsForItsEndAndThenGoesOn() {
		long request = this.fixtures.waiting("payments");
		long freeze = this.fixtures.frozen(request);
		Guest reviewer = this.portal.signedIn("reviewer-1");
		String page = reviewer.get("/requests/" + request).body();
		assertThat(page).contains("The freeze “Winter holidays” holds it until", "carried out afterwards",
				"Approve this plan");
		reviewer.submit("/requests/" + request, "/requests/%d/approve".formatted(request),
				Map.of("digest", RunRows.digest()));
		JsonNode held = api("reviewer-1", "/api/v1/requests/" + request);
		assertThat(held.path("status").asString()).isEqualTo("scheduled");
		assertThat(held.path("note").asString()).contains("Winter holidays", "Nobody is here to look after it.");
		assertThat(held.path("heldBy").asString()).isEqualTo("Winter holidays");
		assertThat(held.path("waitingFor").toString()).contains("the end of the freeze “Winter holidays”");
		assertThat(reviewer.get("/requests/" + request).body()).contains("Held by a freeze",
				"Waits for the end of the freeze “Winter holidays”");
		assertThat(reviewer.get("/requests?environment=" + this.fixtures.environment(request)).body())
			.contains("the end of the freeze “Winter holidays”");
		// Nobody has to look: whoever ends it tells.
		HttpResponse<String> ended = call("platform-1", "POST", "/api/v1/freezes/%d/end".formatted(freeze),
				"{\"reason\":\"all are back\"}");
		assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
		awaitStatus(request, "queued");
	}

	@Test
	void itGoesOnInTheMomentTheFreezeEnds() {
		long request = held(Duration.ofSeconds(3));
		this.portal.bean(Pace.class).sweep();
		Instant begin = Instant.now();
		awaitStatus(request, "queued");
		// Well before the next sweep.
		assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void aFreezeThatLastsLongerIsSaidSo() {
		long request = this.fixtures.waiting("payments");
		long freeze = this.fixtures.frozen(request);
		approve(request);
		HttpResponse<String> changed = call("platform-1", "PUT", "/api/v1/freezes/" + freeze,
				"{\"name\":\"Long winter\",\"until\":\"%s\",\"environments\":[\"%s\"],\"reason\":\"more snow\"}"
					.formatted(Instant.now().plus(Duration.ofDays(2)), this.fixtures.environment(request)));
		assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
		Eventually.that(Duration.ofSeconds(20), Duration.ofMillis(50),
				() -> api("platform-1", "/api/v1/requests/" + request).path("heldBy")
					.asString("")
					.equals("Long winter"));
	}

	@Test
	void whatWasQueuedIsTakenBackWhenAFreezeComes() {
		long request = this.fixtures.waiting("payments");
		approve(request);
		awaitStatus(request, "queued");
		long run = api("platform-1", "/api/v1/requests/" + request).path("runs").get(1).asLong();
		HttpResponse<String> declared = call("platform-1", "POST", "/api/v1/freezes", """
				{"name":"Sudden","until":"%s","environments":["%s"],"reason":"an incident"}"""
			.formatted(Instant.now().plus(Duration.ofHours(1)), this.fixtures.environment(request)));
		assertThat(declared.statusCode()).as(declared.body()).isEqualTo(201);
		awaitStatus(request, "scheduled");
		assertThat(jdbc().sql("select status from run where number = ?").param(run).query(String.class).single())
			.isEqualTo("cancelled");
		call("platform-1", "POST", declared.headers().firstValue("Location").orElseThrow() + "/end",
				"{\"reason\":\"over\"}");
		awaitStatus(request, "queued");
	}

	@Test
	void aPlanThatExpiresMeanwhileIsStale() {
		long request = this.fixtures.waiting("payments");
		this.fixtures.frozen(request);
		approve(request);
		jdbc().sql("update request set plan_expires_at = now(), replans = 1 where number = ?").param(request).update();
		this.portal.bean(Pace.class).sweep();
		awaitStatus(request, "stale");
		assertThat(api("platform-1", "/api/v1/requests/" + request).path("note").asString())
			.contains("expired while a freeze held it");
	}

	@Test
	void anExceptionLetsItGoOnAndStandsInTheStory() {
		long request = held(Duration.ofHours(1));
		Guest platform = this.portal.signedIn("platform-1");
		assertThat(platform.get("/requests/" + request).body()).contains("Make an exception…");
		assertThat(this.portal.signedIn("reviewer-1").get("/requests/" + request).body())
			.doesNotContain("Make an exception…");
		HttpResponse<String> silent = platform.submit("/requests/" + request,
				"/requests/%d/exception".formatted(request), Map.of("reason", " "));
		assertThat(silent.statusCode()).isEqualTo(400);
		HttpResponse<String> given = platform.submit("/requests/" + request,
				"/requests/%d/exception".formatted(request), Map.of("reason", "the shop is down"));
		assertThat(given.statusCode()).isEqualTo(302);
		awaitStatus(request, "queued");
		assertThat(platform.get("/requests/" + request).body()).contains("Exception given by platform-1",
				"the shop is down", "Exceptions from freezes");
		assertThat(api("reviewer-1", "/api/v1/requests/%d/exceptions".formatted(request)).path("items")
			.get(0)
			.path("counts")
			.asBoolean()).isTrue();
		HttpResponse<String> again = call("platform-1", "POST", "/api/v1/requests/%d/exceptions".formatted(request),
				"{\"reason\":\"again\"}");
		assertThat(again.statusCode()).isEqualTo(409);
	}

	@Test
	void nobodyMakesAnExceptionForTheirOwnWithWhicheverAccount() {
		SignedIn asker = this.crowd.person(null, Role.ENGINEER, Role.PLATFORM);
		SignedIn other = this.crowd.platform();
		jdbc().sql("update person set human = ? where id = ?").params(asker.person(), other.person()).update();
		long request = this.fixtures.waiting("payments", "development", asker.person());
		this.fixtures.frozen(request);
		for (SignedIn one : List.of(asker, other)) {
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> this.exceptions.give(one, request, "please"))
				.withMessageContaining("asked for themselves");
			assertThat(jdbc().sql(
					"select count(*) from audit_row where action = 'request.excepted' and outcome = 'refused' and actor = ? and subject = ?")
				.params(one.name(), "request:" + request)
				.query(Integer.class)
				.single()).isEqualTo(1);
		}
		assertThat(this.freezes.exceptions(request)).isEmpty();
		assertThat(refusedByDatabase(
				"""
						insert into freeze_exception (freeze_number, request, giver_id, asker_id, giver_human, asker_human, reason,
							given_at) select max(number), %d, %d, %d, 1, 2, 'by hand', now() from change_freeze"""
					.formatted(request, other.person(), this.crowd.platform().person())))
			.contains("freeze_exception_not_own");
		this.exceptions.give(this.crowd.platform(), request, "somebody else may");
	}

	@Test
	void whoeverGaveItMustStillBeAPlatformEngineerAndSomebodyElse() {
		long request = this.fixtures.waiting("payments");
		this.fixtures.frozen(request);
		SignedIn giver = this.crowd.platform();
		this.exceptions.give(giver, request, "it cannot wait");
		assertThat(holding(request)).isEmpty();
		this.crowd.leave(giver, Role.REVIEWER);
		assertThat(holding(request)).isNotEmpty();
		this.crowd.leave(giver, Role.PLATFORM);
		assertThat(holding(request)).isEmpty();
		jdbc().sql("update person set human = (select asked_by from request where number = ?) where id = ?")
			.params(request, giver.person())
			.update();
		assertThat(holding(request)).isNotEmpty();
	}

	@Test
	void anExceptionIsForWhatWasAskedThenAndFromThatFreeze() {
		this.portal.signedIn("engineer-1");
		long request = this.fixtures.waiting("payments", "development", this.fixtures.person("engineer-1"));
		long first = this.fixtures.frozen(request);
		this.exceptions.give(this.crowd.platform(), request, "it cannot wait");
		assertThat(holding(request)).isEmpty();
		long second = this.fixtures.frozen(request);
		assertThat(holding(request)).hasValueSatisfying((freeze) -> assertThat(freeze.number()).isEqualTo(second));
		this.exceptions.give(this.crowd.platform(), request, "nor for that one");
		assertThat(this.freezes.exceptions(request)).extracting(FreezeException::freeze).containsExactly(first, second);
		HttpResponse<String> edited = call("engineer-1", "PUT", "/api/v1/requests/" + request,
				"""
						{"reason":"more","spec":{"kind":"development","topology":"dedicated","kubernetes":{"version":"1.34"}}}""");
		assertThat(edited.statusCode()).as(edited.body()).isEqualTo(200);
		assertThat(this.freezes.exceptions(request)).extracting(FreezeException::counts).containsOnly(false);
		assertThat(holding(request)).isPresent();
		assertThat(refusedByDatabase("update freeze_exception set fell_at = null where request = " + request))
			.isEmpty();
		assertThat(this.freezes.exceptions(request)).extracting(FreezeException::counts).containsOnly(false);
	}

	@Test
	void whatNothingHoldsNeedsNoException() {
		long request = this.fixtures.waiting("payments");
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> this.exceptions.give(this.crowd.platform(), request, "in advance"))
			.withMessageContaining("needs no exception");
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> this.exceptions.give(this.crowd.platform(), request, ""))
			.withMessageContaining("reason");
	}

	@Test
	void theDatabaseQueuesNothingUnderAFreeze() {
		RunRows runs = new RunRows(this.portal);
		Environment environment = runs.environment("payments");
		// The rows are queued five minutes ago.
		long freeze = this.fixtures.freeze(environment.name(), Duration.ofMinutes(-10), Duration.ofHours(1));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> runs.add(environment, "apply", "queued"))
			.withMessageContaining("freeze %d holds".formatted(freeze));
		// Looking changes nothing.
		runs.add(environment, "drift", "queued");
		runs.add(environment, "plan", "queued");
		runs.add(runs.environment("payments"), "apply", "queued");
		assertThat(refusedByDatabase("delete from change_freeze")).contains("permission denied");
		assertThat(refusedByDatabase("update change_freeze set declared_by = 1")).contains("permission denied");
		assertThat(refusedByDatabase(
				"update change_freeze set ends_at = starts_at + interval '91 days' where number = " + freeze))
			.contains("change_freeze_length");
		jdbc().sql("update change_freeze set ended_at = now() where number = ?").param(freeze).update();
		assertThat(refusedByDatabase("update change_freeze set ended_at = null where number = " + freeze))
			.contains("is ended");
	}

	@Test
	void beforeAskingOneHearsOfIt() {
		Environment environment = new RunRows(this.portal).environment("payments");
		this.fixtures.freeze(environment.name(), Duration.ofMinutes(-1), Duration.ofHours(1));
		HttpResponse<String> answer = call("engineer-1", "POST", "/api/v1/preflight", """
				{"kind":"destroy","environment":"%s","reason":"r","parameters":{"confirm":"%1$s"}}"""
			.formatted(environment.name()));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		JsonNode looked = JsonMapper.shared().readTree(answer.body());
		assertThat(looked.path("possible").asBoolean()).isTrue();
		assertThat(looked.path("checks").toString()).contains("A freeze is in force until", "Winter holidays",
				"is carried out afterwards");
	}

	@Test
	void whatIsWrongWithAFreezeIsSaidAtItsField() {
		String until = Instant.now().plus(Duration.ofHours(1)).toString();
		Map<String, String> bodies = Map.of("{}", "name", "{\"name\":\"n\"}", "until",
				"{\"name\":\"n\",\"until\":\"2020-01-01T00:00:00Z\"}", "until",
				"{\"name\":\"n\",\"until\":\"%s\"}".formatted(Instant.now().plus(Duration.ofDays(91))), "until",
				"{\"name\":\"n\",\"until\":\"%s\"}".formatted(until), "reason",
				"{\"name\":\"n\",\"until\":\"%s\",\"kinds\":[\"anything\"]}".formatted(until), "kinds",
				"{\"name\":\"n\",\"until\":\"%s\",\"environments\":[\"nowhere-at-all\"]}".formatted(until),
				"environments", "{\"name\":\"n\",\"from\":\"2020-01-01T00:00:00Z\",\"until\":\"%s\"}".formatted(until),
				"from");
		bodies.forEach((body, field) -> {
			HttpResponse<String> answer = call("platform-1", "POST", "/api/v1/freezes", body);
			assertThat(answer.statusCode()).as(body).isEqualTo(400);
			assertThat(JsonMapper.shared().readTree(answer.body()).path("field").asString()).as(body).isEqualTo(field);
		});
		Guest platform = this.portal.signedIn("platform-1");
		HttpResponse<String> form = platform.submit("/freezes", "/freezes",
				Map.of("name", "The fair", "until", "tomorrow", "kinds", "production", "reason", "a test"));
		assertThat(form.statusCode()).isEqualTo(400);
		assertThat(form.body()).contains("id=\"until-wrong\"", "value=\"The fair\"", "a test");
	}

	@Test
	void aFreezeIsDeclaredChangedAndEndedOnItsPages() {
		Guest platform = this.portal.signedIn("platform-1");
		Environment environment = new RunRows(this.portal).environment("payments");
		HttpResponse<String> declared = platform.submit("/freezes", "/freezes", Map.of("name", "The fair", "until",
				minutes(Duration.ofDays(1)), "environments", environment.name(), "reason", "a test"));
		String page = declared.headers().firstValue("Location").orElseThrow();
		assertThat(page).matches("/freezes/[0-9]+");
		String everybody = this.portal.signedIn("engineer-3").get(page).body();
		assertThat(everybody).contains("The fair", "In force", environment.name()).doesNotContain("Change it");
		assertThat(this.portal.signedIn("auditor-1").get("/freezes").body()).contains("The fair");
		HttpResponse<String> changed = platform.submit(page, page, Map.of("name", "The long fair", "until",
				minutes(Duration.ofDays(2)), "environments", environment.name(), "reason", "it is long"));
		assertThat(changed.statusCode()).isEqualTo(302);
		assertThat(platform.submit(page, page + "/end", Map.of("reason", " ")).statusCode()).isEqualTo(400);
		assertThat(platform.submit(page, page + "/end", Map.of("reason", "it rains")).statusCode()).isEqualTo(302);
		assertThat(platform.get(page).body()).contains("The long fair", "Over", "before its time");
		HttpResponse<String> late = platform.submit("/freezes", page,
				Map.of("name", "x", "until", minutes(Duration.ofDays(2)), "reason", "late"));
		assertThat(late.statusCode()).isEqualTo(409);
		assertThat(late.body()).contains("is over; declare another");
		String subject = "freeze:" + page.substring("/freezes/".length());
		assertThat(jdbc().sql("select action from audit_row where subject = ? order by id")
			.param(subject)
			.query(String.class)
			.list()).containsExactly("freeze.declared", "freeze.changed", "freeze.ended");
	}

	/**
	 * One that is agreed to and held for that long.
	 */
	private long held(Duration length) {
		long request = this.fixtures.waiting("payments");
		this.fixtures.freeze(this.fixtures.environment(request), Duration.ofMinutes(-1), length);
		approve(request);
		awaitStatus(request, "scheduled");
		return request;
	}

	private void approve(long request) {
		HttpResponse<String> voted = call("reviewer-1", "POST", "/api/v1/requests/%d/approvals".formatted(request),
				"{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted(RunRows.digest()));
		assertThat(voted.statusCode()).as(voted.body()).isEqualTo(200);
	}

	private Optional<Freeze> holding(long request) {
		Environment environment = this.portal.bean(Environments.class)
			.named(this.fixtures.environment(request))
			.orElseThrow();
		return this.freezes.holding(environment.name(), environment.kind().word(), request);
	}

	private void awaitStatus(long request, String status) {
		Eventually.that(Duration.ofSeconds(25), Duration.ofMillis(50),
				() -> api("platform-1", "/api/v1/requests/" + request).path("status").asString().equals(status));
	}

	private JsonNode api(String who, String path) {
		return JsonMapper.shared().readTree(call(who, "GET", path, "").body());
	}

	private HttpResponse<String> call(String who, String method, String path, String body) {
		return this.portal.guest().call(method, path, this.portal.issuer().accessToken(who), body);
	}

	private static String minutes(Duration ahead) {
		return LocalDateTime.now(ZoneOffset.UTC).plus(ahead).truncatedTo(ChronoUnit.MINUTES).toString();
	}

	private String refusedByDatabase(String statement) {
		try {
			jdbc().sql(statement).update();
			return "";
		}
		catch (DataAccessException ex) {
			return String.valueOf(ex.getMostSpecificCause().getMessage());
		}
	}

	private JdbcClient jdbc() {
		return this.portal.bean(JdbcClient.class);
	}

}

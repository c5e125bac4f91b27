package io.groundwork.runs;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs, as scripts see them.
 */
class RunsApiTests {

	private final Portal portal = Portal.shared();

	private final RunRows rows = new RunRows(this.portal);

	private final LogRuns logs = new LogRuns(this.portal);

	private final Guest script = this.portal.guest();

	private final Environment environment = this.rows.environment("payments");

	@Test
	void listsComeInPagesNewestFirst() {
		List<Long> made = List.of(add("plan", "done"), add("drift", "failed"), add("plan", "cancelled"),
				add("verify", "done"), add("plan", "done"));
		JsonNode first = read(list("&limit=2"));
		assertThat(numbers(first)).containsExactly(made.get(4), made.get(3));
		JsonNode second = read(list("&limit=2&after=" + first.get("next").asString()));
		assertThat(numbers(second)).containsExactly(made.get(2), made.get(1));
		JsonNode third = read(list("&limit=2&after=" + second.get("next").asString()));
		assertThat(numbers(third)).containsExactly(made.get(0));
		assertThat(third.get("next").isNull()).isTrue();
		String own = "/api/v1/environments/" + this.environment.name() + "/runs?limit=4";
		JsonNode four = read(get(own));
		assertThat(numbers(four)).containsExactly(made.get(4), made.get(3), made.get(2), made.get(1));
		assertThat(numbers(read(get(own + "&after=" + four.get("next").asString())))).containsExactly(made.get(0));
		assertThat(numbers(read(get("/api/v1/runs?limit=200")))).as("of all environments").containsAll(made);
	}

	@Test
	void filtersGoTogether() {
		long plan = add("plan", "done");
		long failed = add("plan", "failed");
		long drift = add("drift", "done");
		assertThat(numbers(read(list("&kind=plan")))).containsExactly(failed, plan);
		assertThat(numbers(read(list("&status=done")))).containsExactly(drift, plan);
		assertThat(numbers(read(list("&kind=plan&status=done")))).containsExactly(plan);
		assertThat(numbers(read(list("&kind=apply")))).isEmpty();
		assertThat(list("").statusCode()).isEqualTo(200);
		assertThat(call("engineer-3", "GET", "/api/v1/runs?environment=" + this.environment.name(), "").statusCode())
			.as("of another team")
			.isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "kind", "status", "after", "limit" })
	void whatIsWrongInAListIsNamed(String field) {
		refused(get("/api/v1/runs?%s=!".formatted(field)), 400, field, field + " must ");
	}

	@ParameterizedTest
	@EnumSource(RunStatus.class)
	void aRunSaysHowItStands(RunStatus status) {
		long number = add("plan", status.word());
		if (status != RunStatus.QUEUED) {
			this.rows.steps(number, "prepare done", "init skipped nothing to install", "plan running");
		}
		HttpResponse<String> answer = get("/api/v1/runs/" + number);
		JsonNode run = read(answer);
		assertThat(run.propertyNames()).contains("number", "kind", "status", "environment", "steps", "queuedAt",
				"startedAt", "endedAt", "waiting", "askedBy", "reason");
		assertThat(run.get("number").asLong()).isEqualTo(number);
		assertThat(run.get("kind").asString()).isEqualTo("plan");
		assertThat(run.get("status").asString()).isEqualTo(status.word());
		assertThat(run.get("environment").asString()).isEqualTo(this.environment.name());
		Instant queued = Instant.parse(run.get("queuedAt").asString());
		assertThat(run.get("startedAt").isNull()).isEqualTo(status == RunStatus.QUEUED);
		assertThat(run.get("endedAt").isNull()).isEqualTo(!status.ended());
		assertThat(run.get("waiting").isNull()).isEqualTo(status != RunStatus.QUEUED);
		if (status == RunStatus.QUEUED) {
			assertThat(run.get("steps")).isEmpty();
			return;
		}
		assertThat(Instant.parse(run.get("startedAt").asString())).isAfter(queued);
		assertThat(run.get("steps").findValuesAsString("name")).containsExactly("prepare", "init", "plan");
		assertThat(run.get("steps").findValuesAsString("status")).containsExactly("done", "skipped", "running");
		assertThat(run.get("steps").get(0).get("seconds").asDouble()).isEqualTo(11.0);
		assertThat(run.get("steps").get(1).get("note").asString()).isEqualTo("nothing to install");
		assertThat(run.get("steps").get(2).propertyNames()).contains("startedAt").doesNotContain("endedAt", "seconds");
		assertThat(read(list("")).get("items").get(0)).as("the list says the same").isEqualTo(run);
	}

	@Test
	void aRunThatWaitsSaysWhereItStandsAndBehindWhom() {
		long before = add("plan", "running");
		long waiting = add("drift", "queued");
		JsonNode reason = read(get("/api/v1/runs/" + waiting)).get("waiting");
		assertThat(reason.get("position").asInt()).isPositive();
		assertThat(reason.get("behind").asLong()).isEqualTo(before);
		assertThat(reason.has("estimate")).isTrue();
		assertThat(reason.get("rule").asString()).contains("One run at a time in " + this.environment.name());
		JsonNode listed = read(list("&status=queued")).get("items").get(0).get("waiting");
		assertThat(listed.get("position").asInt()).isPositive();
		assertThat(listed.get("behind").asLong()).isEqualTo(before);
		cancel(waiting, "");
	}

	@Test
	void whatARunFoundIsShownByItself() {
		long plan = this.rows.plan(this.environment, one(),
				new BlastRadius("No data is touched.", BlastRadius.Severity.NONE, List.of()));
		JsonNode found = read(get("/api/v1/runs/%d/plan".formatted(plan)));
		assertThat(found.get("digest").asString()).isEqualTo(RunRows.digest());
		assertThat(found.get("applicable").asBoolean()).isTrue();
		assertThat(found.get("terraform").get("add").asInt()).isEqualTo(1);
		assertThat(found.get("terraform").get("changes").get(0).get("address").asString())
			.isEqualTo("terraform_data.one");
		assertThat(found.get("blastRadius").get("sentence").asString()).isEqualTo("No data is touched.");
		HttpResponse<String> none = get("/api/v1/runs/%d/plan".formatted(add("plan", "running")));
		assertThat(none.statusCode()).isEqualTo(404);
		assertThat(none.body()).contains("has found no changes yet");
	}

	@ParameterizedTest
	@ValueSource(strings = { "drift", "verify" })
	void checksAreStarted(String kind) {
		add("apply", "done");
		HttpResponse<String> started = start(kind, this.environment.name());
		assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
		JsonNode run = JsonMapper.shared().readTree(started.body());
		assertThat(started.headers().firstValue("Location")).contains("/api/v1/runs/" + run.get("number").asLong());
		assertThat(run.get("kind").asString()).isEqualTo(kind);
		assertThat(run.get("status").asString()).isEqualTo("queued");
		assertThat(run.get("askedBy").asString()).isEqualTo("engineer-1");
		assertThat(read(get(started.headers().firstValue("Location").orElseThrow())).get("reason").asString())
			.isEqualTo("a look");
		cancel(run.get("number").asLong(), "");
	}

	@Test
	void whatCannotBeStartedIsNamed() {
		refused(start("plan", this.environment.name()), 400, "kind", "asked for by a request");
		refused(start("apply", this.environment.name()), 400, "kind", "drift or verify");
		refused(start("drift", " "), 400, "environment", "name of an environment");
		HttpResponse<String> never = start("drift", this.environment.name());
		assertThat(never.statusCode()).isEqualTo(409);
		assertThat(never.body()).contains("has never been applied");
		assertThat(start("drift", "nowhere").statusCode()).isEqualTo(404);
		assertThat(call("reviewer-1", "POST", "/api/v1/runs", wish("drift", this.environment.name())).statusCode())
			.isEqualTo(403);
	}

	@Test
	void startingAgainWithTheSameKeyStartsNothing() {
		add("apply", "done");
		HttpResponse<String> first = startWithKey("one");
		HttpResponse<String> again = startWithKey("one");
		assertThat(again.body()).isEqualTo(first.body());
		assertThat(again.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
		assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(numbers(read(list("&kind=drift")))).hasSize(1);
		cancel(JsonMapper.shared().readTree(first.body()).get("number").asLong(), "");
	}

	@Test
	void aRunIsCancelledThenForcedWhenItHadItsTime() {
		long run = add("apply", "running");
		HttpResponse<String> early = cancel(run, "{\"force\":true}");
		assertThat(early.statusCode()).isEqualTo(409);
		assertThat(early.body()).contains("was not asked to stop yet");
		JsonNode stopping = read(cancel(run, ""));
		assertThat(stopping.get("status").asString()).isEqualTo("stopping");
		assertThat(stopping.get("stopAskedBy").asString()).isEqualTo("engineer-1");
		assertThat(cancel(run, "{}").statusCode()).as("again").isEqualTo(409);
		HttpResponse<String> within = cancel(run, "{\"force\":true}");
		assertThat(within.statusCode()).isEqualTo(409);
		assertThat(within.body()).contains("is still coming to an orderly stop; it may be forced from");
		this.portal.bean(JdbcClient.class)
			.sql("update run set stop_asked_at = stop_asked_at - interval '1 hour' where number = ?")
			.param(run)
			.update();
		assertThat(read(cancel(run, "{\"force\":true}")).get("status").asString()).isEqualTo("stopping");
		assertThat(cancel(run, "{\"force\":true}").body()).contains("is being forced already");
		JsonNode waiting = read(cancel(add("plan", "queued"), "{\"force\":false}"));
		assertThat(waiting.get("status").asString()).as("what waits goes at once").isEqualTo("cancelled");
		assertThat(waiting.get("outcome").asString()).contains("Cancelled by engineer-1");
		assertThat(cancel(waiting.get("number").asLong(), "").statusCode()).isEqualTo(409);
		assertThat(call("auditor-1", "POST", "/api/v1/runs/%d/cancel".formatted(run), "").statusCode()).isEqualTo(403);
	}

	@Test
	void aLogIsCompleteIfAndOnlyIfItsLastLineSaysSo() {
		long run = this.logs.add("payments");
		try (var writer = this.logs.writer(run, 1)) {
			writer.line("plan", LogLevel.INFO, "one", "terraform_data.one", null, 0);
			writer.line("plan", LogLevel.WARN, "two");
		}
		String path = "/api/v1/runs/%d/log".formatted(run);
		List<String> open = get(path).body().lines().toList();
		assertThat(open).hasSize(2).noneMatch((line) -> line.contains("\"end\""));
		JsonNode line = JsonMapper.shared().readTree(open.getFirst());
		assertThat(line.propertyNames()).contains("seq", "at", "step", "level", "text");
		assertThat(line.get("seq").asLong()).isEqualTo(1);
		assertThat(line.get("resource").asString()).isEqualTo("terraform_data.one");
		this.logs.logs().finish(run, 1);
		assertThat(get(path).body().lines()).hasSize(3).last().isEqualTo("{\"end\":true}");
		assertThat(get(path + "?after=1").body().lines()).hasSize(2).first().asString().contains("\"seq\":2");
		assertThat(get("/api/v1/runs/%d/events".formatted(run)).body()).contains("id: 2\n")
			.endsWith("event: end\ndata: {\"end\":true}\n\n");
		HttpResponse<String> resumed = this.script
			.send(this.script.call("/api/v1/runs/%d/events".formatted(run), token("engineer-1"))
				.header("Last-Event-ID", "1")
				.GET());
		assertThat(resumed.body()).contains("id: 2\n").doesNotContain("id: 1\n");
		long cut = this.logs.add("payments");
		try (var writer = this.logs.writer(cut, 1)) {
			writer.line("plan", LogLevel.INFO, "one");
		}
		this.logs.logs().finishIncomplete(cut, 1, 1, "the disk is gone");
		assertThat(get("/api/v1/runs/%d/log".formatted(cut)).body().lines()).last()
			.asString()
			.contains("\"end\":false", "\"after\":1", "the disk is gone");
	}

	private long add(String kind, String status) {
		return this.rows.add(this.environment, kind, status);
	}

	private HttpResponse<String> start(String kind, String environment) {
		return call("engineer-1", "POST", "/api/v1/runs", wish(kind, environment));
	}

	private HttpResponse<String> startWithKey(String key) {
		return this.script.send(this.script.call("/api/v1/runs", token("engineer-1"))
			.header("Idempotency-Key", this.environment.name() + key)
			.POST(BodyPublishers.ofString(wish("drift", this.environment.name()))));
	}

	private static String wish(String kind, String environment) {
		return JsonMapper.shared()
			.writeValueAsString(Map.of("kind", kind, "environment", environment, "reason", " a look "));
	}

	private HttpResponse<String> cancel(long run, String how) {
		return call("engineer-1", "POST", "/api/v1/runs/%d/cancel".formatted(run), how);
	}

	private HttpResponse<String> list(String more) {
		return get("/api/v1/runs?environment=" + this.environment.name() + more);
	}

	private HttpResponse<String> get(String path) {
		return call("engineer-1", "GET", path, "");
	}

	private HttpResponse<String> call(String person, String method, String path, String body) {
		return this.script.call(method, path, token(person), body);
	}

	private String token(String person) {
		return this.portal.issuer().accessToken(person);
	}

	private static JsonNode read(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.body());
	}

	private static List<Long> numbers(JsonNode page) {
		return page.get("items").valueStream().map((run) -> run.get("number").asLong()).toList();
	}

	private static void refused(HttpResponse<String> answer, int status, String field, String remedy) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
		JsonNode problem = JsonMapper.shared().readTree(answer.body());
		assertThat(problem.get("field").asString()).isEqualTo(field);
		assertThat(problem.get("detail").asString()).contains(remedy);
	}

	private static Changes one() {
		return new Changes(1, 0, 0, 0, 0, 0, 0,
				List.of(new Changes.Change("terraform_data.one", "terraform_data", "one", "", Changes.Group.OTHER,
						Changes.Action.CREATE, List.of("create"), Optional.empty(), Optional.empty(), Optional.empty(),
						List.of())),
				List.of(), List.of());
	}

}

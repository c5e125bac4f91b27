package io.groundwork.runs;

import java.net.http.HttpResponse;

import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The queue, its workers and what recurs, as scripts and as people see them.
 */
class OperationsApiTests {

	private static final String REASON = "{\"reason\":\"the database is upgraded\"}";

	private static final String WORK = "forget-old-answers";

	private final Portal portal = Portal.shared();

	private final RunRows rows = new RunRows(this.portal);

	private final JdbcClient jdbc = this.portal.bean(JdbcClient.class);

	@AfterEach
	void goOn() {
		this.jdbc.sql("update run_queue set paused_at = null, paused_by = null, pause_reason = null").update();
	}

	@Test
	void theQueueIsCountedByKind() {
		int waiting = operations().get("queue").get("waiting").path("verify").asInt(0);
		int active = operations().get("queue").get("active").path("verify").asInt(0);
		long waits = this.rows.add(this.rows.environment("payments"), "verify", "queued");
		Environment environment = this.rows.environment("payments");
		this.rows.add(environment, "verify", "running");
		this.rows.add(environment, "verify", "done");
		JsonNode queue = operations().get("queue");
		assertThat(queue.get("waiting").get("verify").asInt()).isEqualTo(waiting + 1);
		assertThat(queue.get("active").get("verify").asInt()).isEqualTo(active + 1);
		assertThat(queue.has("pause")).isFalse();
		call("platform-1", "POST", "/api/v1/runs/%d/cancel".formatted(waits), "");
	}

	@Test
	void workersSayWhatTheyHaveInHandAndHowMuchTheyCanTake() {
		JsonNode before = operations().get("capacity");
		long worker = this.rows.worker("node-7", 4);
		long run = this.rows.add(this.rows.environment("payments"), "plan", "running");
		this.jdbc.sql("update run set worker_id = ? where number = ?").params(worker, run).update();
		JsonNode shown = worker(worker);
		assertThat(shown.get("host").asString()).isEqualTo("node-7");
		assertThat(shown.get("status").asString()).isEqualTo("working");
		assertThat(shown.get("capacity").asInt()).isEqualTo(4);
		assertThat(shown.get("active").asInt()).isEqualTo(1);
		assertThat(shown.get("program").asString()).isEqualTo("Terraform 1.11.4");
		assertThat(shown.propertyNames()).contains("pid", "startedAt", "beatAt").doesNotContain("pause");
		// A worker was added for the run itself, with four places more.
		JsonNode after = operations().get("capacity");
		assertThat(after.get("total").asInt()).isEqualTo(before.get("total").asInt() + 8);
		assertThat(after.get("inUse").asInt()).isEqualTo(before.get("inUse").asInt() + 1);
		assertThat(after.get("free").asInt()).isEqualTo(before.get("free").asInt() + 7);
		call("platform-1", "POST", "/api/v1/operations/workers/%d/pause".formatted(worker), REASON);
		JsonNode paused = operations().get("capacity");
		assertThat(paused.get("total").asInt()).isEqualTo(after.get("total").asInt());
		assertThat(paused.get("free").asInt()).isEqualTo(before.get("free").asInt() + 4);
		String page = this.portal.signedIn("sre-1").get("/operations").body();
		assertThat(page).contains("%,d of %,d places in use, %,d free".formatted(paused.get("inUse").asInt(),
				paused.get("total").asInt(), paused.get("free").asInt()));
		this.jdbc.sql("update worker set lease_until = now() - interval '1 minute' where id = ?")
			.param(worker)
			.update();
		assertThat(worker(worker).get("status").asString()).isEqualTo("late");
		assertThat(operations().get("capacity").get("total").asInt()).isEqualTo(after.get("total").asInt() - 4);
	}

	@Test
	void aWorkerIsPausedWithAReasonAndGoesOn() {
		long worker = this.rows.worker("node-7", 1);
		String path = "/api/v1/operations/workers/%d/".formatted(worker);
		HttpResponse<String> silent = call("platform-1", "POST", path + "pause", "{}");
		assertThat(silent.statusCode()).isEqualTo(400);
		assertThat(silent.body()).contains("\"field\":\"reason\"", "those who wait will read it");
		JsonNode paused = read(call("platform-1", "POST", path + "pause", REASON));
		assertThat(paused.get("status").asString()).isEqualTo("paused");
		assertThat(paused.get("pause").get("by").asString()).isEqualTo("platform-1");
		assertThat(paused.get("pause").get("reason").asString()).isEqualTo("the database is upgraded");
		assertThat(call("platform-1", "POST", path + "pause", REASON).statusCode()).isEqualTo(409);
		JsonNode resumed = read(call("platform-1", "POST", path + "resume", ""));
		assertThat(resumed.get("status").asString()).isEqualTo("working");
		assertThat(call("platform-1", "POST", path + "resume", "").statusCode()).isEqualTo(409);
		assertThat(call("sre-1", "POST", path + "pause", REASON).statusCode()).isEqualTo(403);
		assertThat(call("platform-1", "POST", "/api/v1/operations/workers/0/pause", REASON).statusCode())
			.isEqualTo(404);
	}

	@Test
	void theQueueIsPausedWithAReasonAndGoesOn() {
		JsonNode paused = read(call("platform-1", "POST", "/api/v1/operations/queue/pause", REASON));
		assertThat(paused.get("pause").get("reason").asString()).isEqualTo("the database is upgraded");
		assertThat(operations().get("queue").get("pause")).isEqualTo(paused.get("pause"));
		assertThat(call("platform-1", "POST", "/api/v1/operations/queue/pause", REASON).statusCode()).isEqualTo(409);
		long waits = this.rows.add(this.rows.environment("payments"), "plan", "queued");
		assertThat(read(call("engineer-1", "GET", "/api/v1/runs/" + waits, "")).get("waiting").get("rule").asString())
			.contains("paused by platform-1: the database is upgraded");
		assertThat(read(call("platform-1", "POST", "/api/v1/operations/queue/resume", "")).has("pause")).isFalse();
		assertThat(call("platform-1", "POST", "/api/v1/operations/queue/resume", "").statusCode()).isEqualTo(409);
		assertThat(call("engineer-1", "GET", "/api/v1/operations", "").statusCode()).isEqualTo(403);
		call("platform-1", "POST", "/api/v1/runs/%d/cancel".formatted(waits), "");
	}

	@Test
	void whatRecursSaysWhenItRanAndHowOftenItFailed() {
		assertThat(operations().get("sweeps").findValuesAsString("name")).isSorted()
			.contains("audit-check", "audit-retention", WORK, "forget-old-plans", "rewrap-objects", "seal-run-logs",
					"sweep-object-keys", "sweep-states");
		stands("last_success = now(), last_failure = null, consecutive_failures = 0");
		JsonNode done = sweep();
		assertThat(done.get("status").asString()).isEqualTo("done");
		assertThat(done.get("failures").asInt()).isZero();
		assertThat(done.propertyNames()).contains("lastRunAt", "nextRunAt").doesNotContain("lastFailureAt");
		stands("last_success = now() - interval '1 day', last_failure = now(), consecutive_failures = 3");
		JsonNode failing = sweep();
		assertThat(failing.get("status").asString()).isEqualTo("failing");
		assertThat(failing.get("failures").asInt()).isEqualTo(3);
		assertThat(failing.get("lastRunAt")).isEqualTo(failing.get("lastFailureAt"));
		assertThat(this.portal.signedIn("sre-1").get("/operations").body()).contains("Forget old answers",
				"3 times in a row", "Failing");
		stands("last_success = now(), last_failure = null, consecutive_failures = 0");
	}

	/**
	 * Due tomorrow, so that no worker has a hand in it.
	 */
	private void stands(String how) {
		assertThat(this.jdbc
			.sql("update scheduled_tasks set picked = false, execution_time = now() + interval '1 day', %s "
				.formatted(how) + "where task_name = ?")
			.param(WORK)
			.update()).isEqualTo(1);
	}

	private JsonNode sweep() {
		return operations().get("sweeps")
			.valueStream()
			.filter((sweep) -> sweep.get("name").asString().equals(WORK))
			.findFirst()
			.orElseThrow();
	}

	private JsonNode worker(long id) {
		return operations().get("workers")
			.valueStream()
			.filter((worker) -> worker.get("id").asLong() == id)
			.findFirst()
			.orElseThrow();
	}

	private JsonNode operations() {
		return read(call("sre-1", "GET", "/api/v1/operations", ""));
	}

	private HttpResponse<String> call(String person, String method, String path, String body) {
		return this.portal.guest().call(method, path, this.portal.issuer().accessToken(person), body);
	}

	private static JsonNode read(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.body());
	}

}

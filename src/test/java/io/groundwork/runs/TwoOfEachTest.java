package io.groundwork.runs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Proof;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two workers and two web processes on one database.
 */
class TwoOfEachTest {

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final String token = this.house.portal().issuer().accessToken("platform-1");

	@Test
	@Tag("proof")
	void eachOfManyQueuedRunsIsExecutedOnce() throws Exception {
		int size = Proof.size("runs.once", 8, 500);
		Path tally = Files.createFile(this.house.folder().resolve("tally-" + System.nanoTime()));
		this.house.awaitAll();
		this.house.states().both(true);
		try {
			List<Environment> environments = new ArrayList<>();
			for (int index = 0; index < Math.max(3, size / 25); index++) {
				environments.add(this.place.environment(EnvironmentKind.DEVELOPMENT));
			}
			String configuration = this.place.configuration(counting(tally));
			List<Long> applies = done(environments.stream()
				.map((environment) -> this.place.ask(Order.plan(environment, configuration, "engineer-1", "")))
				.toList()).stream().map(this::carryOut).toList();
			done(applies);
			assertThat(Files.readAllLines(tally)).hasSize(environments.size()).doesNotHaveDuplicates();

			List<Long> all = queued(environments, size);
			done(all);
			all.forEach((run) -> assertThat(this.house.states().claims(run)).as("claims of run %d", run).hasSize(1));
			assertThat(workers(all)).as("both have worked").isGreaterThan(1);
		}
		finally {
			this.house.states().both(false);
		}
	}

	/**
	 * So many checks, asked for at both web processes in turn while the queue rests, and
	 * then let go all at once.
	 */
	private List<Long> queued(List<Environment> environments, int size) throws Exception {
		List<Long> all = new ArrayList<>();
		List<URI> webs = this.house.webs();
		try (HttpClient http = HttpClient.newHttpClient()) {
			post(http, webs.getFirst(), "/api/v1/operations/queue/pause", "{\"reason\":\"until all are there\"}");
			try {
				for (int index = 0; index < size; index++) {
					all.add(post(http, webs.get(index % webs.size()), "/api/v1/runs",
							"{\"kind\":\"%s\",\"environment\":\"%s\"}".formatted((index % 3 == 0) ? "verify" : "drift",
									environments.get(index % environments.size()).name()))
						.path("number")
						.asLong());
				}
				assertThat(count(all, "status = 'queued'")).isEqualTo(size);
			}
			finally {
				post(http, webs.getLast(), "/api/v1/operations/queue/resume", "{}");
			}
		}
		return all;
	}

	private JsonNode post(HttpClient http, URI web, String path, String body) throws Exception {
		HttpResponse<String> answer = http.send(HttpRequest.newBuilder(web.resolve(path))
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
		return answer.body().isEmpty() ? JsonMapper.shared().createObjectNode()
				: JsonMapper.shared().readTree(answer.body());
	}

	/**
	 * Each execution of an apply adds a line, with what Terraform calls the resource.
	 */
	private static Map<String, String> counting(Path tally) {
		return Map.of("main.tf", """
				variable "canary" {
				  type      = string
				  ephemeral = true
				}
				resource "terraform_data" "one" {
				  provisioner "local-exec" {
				    command = "echo ${self.id} >> %s"
				  }
				}
				""".formatted(tally));
	}

	private long carryOut(long plan) {
		String digest = this.place.bean(RunPlans.class).find(plan).orElseThrow().digest();
		return this.place.carryOut(plan, digest, "platform-1", "");
	}

	/**
	 * Waits for their end, which has to be a good one at the first try.
	 */
	private List<Long> done(List<Long> runs) {
		Eventually.that(Duration.ofMinutes(20), Duration.ofMillis(100), () -> count(runs, "ended_at is null") == 0);
		for (long run : runs) {
			Run done = this.place.run(run);
			assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
			assertThat(done.claims()).isOne();
		}
		return runs;
	}

	private long count(List<Long> runs, String which) {
		return this.place.jdbc()
			.sql("select count(*) from run where number = any(?) and " + which)
			.param(runs.toArray(Long[]::new))
			.query(Long.class)
			.single();
	}

	private long workers(List<Long> runs) {
		return this.place.jdbc()
			.sql("select count(distinct worker_id) from run_claim where run = any(?)")
			.param(runs.toArray(Long[]::new))
			.query(Long.class)
			.single();
	}

}

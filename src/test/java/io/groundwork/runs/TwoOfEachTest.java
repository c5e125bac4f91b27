package io.groundwork.runs;

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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two workers and two web processes on one database.
 */
class TwoOfEachTest {

	private final House house = House.shared();

	private final Place place = this.house.place();

	@Test
	@Tag("proof")
	void eachOfManyQueuedRunsIsExecutedOnce() throws Exception {
		int size = Proof.size("runs.once", 12, 500) / 2;
		Path tally = Files.createFile(this.house.folder().resolve("tally-" + System.nanoTime()));
		this.house.awaitAll();
		this.house.states().both(true);
		try {
			List<Long> plans = new ArrayList<>();
			for (int index = 0; index < size; index++) {
				Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
				plans.add(this.place
					.ask(Order.plan(environment, this.place.configuration(counting(tally)), "engineer-1", "")));
			}
			await(plans);
			List<Long> applies = plans.stream().map(this::carryOut).toList();
			await(applies);
			assertThat(Files.readAllLines(tally)).hasSize(size).doesNotHaveDuplicates();
			List<Long> all = new ArrayList<>(plans);
			all.addAll(applies);
			for (long run : all) {
				Run done = this.place.run(run);
				assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
				assertThat(done.claims()).isOne();
			}
			assertThat(workers(all)).as("both have worked").isGreaterThan(1);
		}
		finally {
			this.house.states().both(false);
		}
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
		return this.place.bean(Runs.class).carryOut(plan, digest, "platform-1", "");
	}

	private void await(List<Long> runs) {
		Eventually.that(Duration.ofMinutes(15), Duration.ofMillis(100),
				() -> this.place.jdbc()
					.sql("select count(*) from run where number = any(?) and ended_at is null")
					.param(runs.toArray(Long[]::new))
					.query(Long.class)
					.single() == 0);
	}

	private long workers(List<Long> runs) {
		return this.place.jdbc()
			.sql("select count(distinct worker_id) from run_claim where run = any(?)")
			.param(runs.toArray(Long[]::new))
			.query(Long.class)
			.single();
	}

}

package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.groundwork.Eventually;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a run whose worker is killed.
 */
class RecoveryTest {

	private static final Duration MOST = Duration.ofSeconds(120);

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);

	@AfterEach
	void mend() {
		this.house.mend();
		this.house.awaitAll();
	}

	@Test
	void anApplyStopsMidwaySaysWhatRemainsAndTheNextPlanDoesTheRest() {
		long plan = planned();
		// What comes second takes long enough to be in the middle of it.
		this.house.fault("{'kind':'latency','millis':3000,'method':'POST','path':'subnets'}");
		long apply = carryOut(plan);
		Eventually.that(MOST, Duration.ofMillis(20), () -> said(apply, "linode_vpc_subnet.part0: Creating"));
		this.house.kill(this.house.workerOf(apply));
		Run recovered = ended(apply);
		assertThat(recovered.status()).as(recovered.outcome()).isEqualTo(RunStatus.RECOVERED);
		assertThat(recovered.outcome()).startsWith("Its worker went away midway, and what there is was saved")
			.contains("what remains: ", " to add");
		assertThat(recovered.claims()).isEqualTo(2);
		this.house.mend();

		long again = planned();
		Run rest = ended(carryOut(again));
		assertThat(rest.status()).as(rest.outcome()).isEqualTo(RunStatus.DONE);
		Inspection inspection = new Inspection(this.house);
		inspection.look(List.of(plan, apply, again, rest.number()));
		assertThat(inspection.findings()).isEmpty();
	}

	@Test
	void whatHadComeToItsEndIsDoneAndNotDoneAgain() {
		long apply = carryOut(planned());
		Eventually.that(MOST, Duration.ofMillis(5), () -> !commands(apply).isEmpty());
		PortalChild worker = this.house.workerOf(apply);
		worker.signal("STOP");
		Eventually.that(MOST, Duration.ofMillis(20),
				() -> commands(apply).stream().anyMatch((command) -> Files.exists(command.resolve("exit"))));
		this.house.kill(worker);
		Run done = ended(apply);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.outcome()).isEqualTo("Applied: 5 added, 0 changed, 0 destroyed");
		Inspection inspection = new Inspection(this.house);
		inspection.look(List.of(apply));
		assertThat(inspection.findings()).isEmpty();
	}

	private long planned() {
		String configuration = this.place.configuration(CloudFiles.of(this.environment.name(), 1, 1));
		Run plan = ended(this.place.ask(Order.plan(this.environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		return plan.number();
	}

	private long carryOut(long plan) {
		String digest = this.place.bean(RunPlans.class).find(plan).orElseThrow().digest();
		return this.place.bean(Runs.class).carryOut(plan, digest, "platform-1", "agreed");
	}

	private List<Path> commands(long run) {
		return this.place.jdbc()
			.sql("select folder from run_claim where run = ?")
			.param(run)
			.query((row, number) -> new RunFolder(Path.of(row.getString(1))).begun("apply"))
			.list()
			.stream()
			.flatMap(java.util.Optional::stream)
			.toList();
	}

	private boolean said(long run, String text) {
		return this.place.jdbc()
			.sql("select exists (select from run_log_chunk where run = ? and position(? in lines) > 0)")
			.params(run, text)
			.query(Boolean.class)
			.single();
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

}

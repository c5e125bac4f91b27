package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Proof;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.terraform.Terraform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a run whose worker is killed.
 */
@Tag("proof")
class RecoveryTest {

	private static final Duration MOST = Duration.ofSeconds(120);

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);

	private final Barrier middle = new Barrier(this.house.folder().resolve("middle-" + this.environment.name()));

	@AfterEach
	void mend() {
		this.middle.open();
		this.house.mend();
		this.house.awaitAll();
	}

	/**
	 * In the middle of it nothing is asked of the cloud.
	 */
	private static final String SLOW = """
			resource "terraform_data" "slow" {
			  depends_on = [linode_domain_record.host0]
			  provisioner "local-exec" {
			    command = "sleep 3"
			  }
			}
			resource "linode_firewall" "last" {
			  label           = "%s-last"
			  inbound_policy  = "DROP"
			  outbound_policy = "ACCEPT"
			  depends_on      = [terraform_data.slow]
			}
			""";

	@Test
	void anApplyGoesOnWithoutItsWorkerAndAnotherTellsItsEnd() {
		long plan = planned("");
		// A stop in the middle of this would leave what no state knows.
		this.house.fault("{'kind':'latency','millis':3000,'method':'POST','path':'subnets'}");
		long apply = carryOut(plan);
		Eventually.that(MOST, Duration.ofMillis(20), () -> said(apply, "linode_vpc_subnet.part0: Creating"));
		this.house.kill(this.house.workerOf(apply));
		Run done = ended(apply);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.outcome()).isEqualTo("Applied: 5 added, 0 changed, 0 destroyed");
		assertThat(done.claims()).isEqualTo(2);
		nothingIsLost(plan, apply);
	}

	@Test
	void anApplyThatStoppedMidwaySaysWhatRemainsAndTheNextPlanDoesTheRest() {
		String slow = SLOW.formatted(this.environment.name());
		long plan = planned(slow);
		long apply = carryOut(plan);
		Eventually.that(MOST, Duration.ofMillis(20), () -> said(apply, "terraform_data.slow: Provisioning"));
		this.house.kill(this.house.workerOf(apply));
		commands(apply).forEach((command) -> this.place.bean(Terraform.class).attach(command).stop());
		Run recovered = ended(apply);
		assertThat(recovered.status()).as(recovered.outcome()).isEqualTo(RunStatus.RECOVERED);
		assertThat(recovered.outcome()).startsWith("Its worker went away midway, and what there is was saved")
			.contains("what remains: ", " to add");
		assertThat(recovered.claims()).isEqualTo(2);
		long again = planned(slow);
		Run rest = ended(carryOut(again));
		assertThat(rest.status()).as(rest.outcome()).isEqualTo(RunStatus.DONE);
		nothingIsLost(plan, apply, again, rest.number());
	}

	/**
	 * A sample has those that differ most; each of these waits for workers to start.
	 */
	private static void inFull() {
		Assumptions.assumeTrue(Proof.size("runs.recovery", 0, 1) > 0, "make verify has all of them");
	}

	private void nothingIsLost(Long... runs) {
		Inspection inspection = new Inspection(this.house);
		inspection.look(List.of(runs));
		assertThat(inspection.findings()).isEmpty();
	}

	@Test
	void whatHadComeToItsEndIsDoneAndNotDoneAgain() {
		inFull();
		long apply = carryOut(planned(""));
		Eventually.that(MOST, Duration.ofMillis(5), () -> !commands(apply).isEmpty());
		PortalChild worker = this.house.workerOf(apply);
		worker.signal("STOP");
		Eventually.that(MOST, Duration.ofMillis(20),
				() -> commands(apply).stream().anyMatch((command) -> Files.exists(command.resolve("exit"))));
		this.house.kill(worker);
		Run done = ended(apply);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.outcome()).isEqualTo("Applied: 5 added, 0 changed, 0 destroyed");
		nothingIsLost(apply);
	}

	/**
	 * A step that changes nothing is stopped and begins again.
	 */
	@Test
	void aPlanWhoseWorkerDiesBeginsAgain() {
		try (Source source = new Source(this.house.folder())) {
			Barrier reading = source.barrier();
			reading.shut();
			long plan = this.place.ask(Order.plan(this.environment, configuration(source.reading()), "engineer-1", ""));
			reading.awaitSomebody();
			this.house.kill(this.house.workerOf(plan));
			Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(plan).claims() == 2);
			reading.open();
			Run done = ended(plan);
			assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
			assertThat(done.claims()).isEqualTo(2);
			assertThat(done.outcome()).isEqualTo("5 to add, 0 to change, 0 to destroy");
			nothingIsLost(plan);
		}
	}

	@Test
	void aDestroyGoesOnWithoutItsWorker() {
		inFull();
		assertThat(ended(carryOut(planned(""))).status()).isEqualTo(RunStatus.DONE);
		Run plan = ended(
				this.place.ask(Order.planDestruction(this.environment, configuration(""), "engineer-1", "the end")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		this.house.fault("{'kind':'latency','millis':2000,'method':'DELETE'}");
		long destroy = carryOut(plan.number());
		Eventually.that(MOST, Duration.ofMillis(20), () -> said(destroy, "Destroying"));
		this.house.kill(this.house.workerOf(destroy));
		Run done = ended(destroy);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.outcome()).isEqualTo("Destroyed: 0 added, 0 changed, 5 destroyed; nothing is left");
		assertThat(done.claims()).isEqualTo(2);
		nothingIsLost(destroy);
	}

	@Test
	void aWorkerThatWakesUpLeavesTheApplyToWhoeverTookItOver() {
		Barrier middle = middle();
		long apply = carryOut(planned(slow(middle)));
		middle.awaitSomebody();
		PortalChild asleep = this.house.workerOf(apply);
		Path command = commands(apply).getFirst();
		asleep.signal("STOP");
		try {
			Eventually.that(MOST, Duration.ofMillis(20), () -> Files.exists(command.resolve("attended")));
		}
		finally {
			asleep.signal("CONT");
		}
		Eventually.that(MOST, Duration.ofMillis(20), () -> isHeardOf(asleep.pid()));
		middle.open();
		Run done = ended(apply);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.outcome()).isEqualTo("Applied: 7 added, 0 changed, 0 destroyed");
		assertThat(done.claims()).isEqualTo(2);
		nothingIsLost(apply);
	}

	/**
	 * What a machine takes with it is the folder; its Terraform comes to its end.
	 */
	@Test
	void whatTheWorkersMachineTakesWithItIsMissingInTheLogAndNothingElse() throws Exception {
		inFull();
		Path far = this.house.folder().resolve("far-" + this.environment.name());
		Workers workers = this.place.bean(Workers.class);
		Barrier middle = middle();
		PortalChild there = this.house.startWorker(Map.of("groundwork.runs.folder", far.toString())).awaitReady();
		try {
			Eventually.that(MOST, Duration.ofMillis(20),
					() -> workers.alive().stream().anyMatch((one) -> one.pid() == there.pid() && one.ready()));
			workers.alive()
				.stream()
				.filter((one) -> one.pid() != there.pid())
				.forEach((one) -> workers.pause(one.id(), "platform-1", "for a test"));
			long plan = planned(slow(middle));
			long apply = carryOut(plan);
			middle.awaitSomebody();
			there.kill();
			Files.move(far, far.resolveSibling("gone-" + this.environment.name()));
			workers.alive().forEach((one) -> workers.resume(one.id()));
			middle.open();
			Run recovered = ended(apply);
			assertThat(recovered.status()).as(recovered.outcome()).isEqualTo(RunStatus.RECOVERED);
			assertThat(recovered.outcome()).endsWith("nothing remains to be done");
			assertThat(recovered.claims()).isEqualTo(2);
			assertThat(missing(apply)).startsWith("its worker's machine, ").endsWith(", cannot be asked");
			assertThat(said(apply, "which cannot be asked: what it said after the last line above is missing"))
				.isTrue();
			nothingIsLost(plan, apply);
		}
		finally {
			there.kill();
			FileSystemUtils.deleteRecursively(far.resolveSibling("gone-" + this.environment.name()));
			workers.alive().forEach((one) -> workers.resume(one.id()));
		}
	}

	private boolean isHeardOf(long pid) {
		return this.place.bean(Workers.class).alive().stream().anyMatch((one) -> one.pid() == pid && !one.late());
	}

	private String missing(long run) {
		return this.place.jdbc()
			.sql("select coalesce(missing, '') from run_log where run = ?")
			.param(run)
			.query(String.class)
			.single();
	}

	private Barrier middle() {
		this.middle.shut();
		return this.middle;
	}

	private String slow(Barrier middle) {
		return SLOW.replace("sleep 3", middle.command()).formatted(this.environment.name());
	}

	private String configuration(String more) {
		Map<String, String> files = CloudFiles.of(this.environment.name(), 1, 1);
		files.put("more.tf", more);
		return this.place.configuration(files);
	}

	private long planned(String more) {
		Run plan = ended(this.place.ask(Order.plan(this.environment, configuration(more), "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		return plan.number();
	}

	private long carryOut(long plan) {
		String digest = this.place.bean(RunPlans.class).find(plan).orElseThrow().digest();
		return this.place.carryOut(plan, digest, "platform-1", "agreed");
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

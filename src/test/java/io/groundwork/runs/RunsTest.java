package io.groundwork.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.Postgres;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.web.ConflictException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whole runs: asked for, claimed, carried out by real Terraform, written down.
 */
class RunsTest {

	private static final Duration MOST = Duration.ofSeconds(90);

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final String ONE_THING = """
			resource "terraform_data" "one" {
			  input = "first"
			}
			output "said" {
			  value = terraform_data.one.output
			}
			""";

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	private final Place place = new Place(portal);

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"),
				"groundwork.runs.grace", "2s", "groundwork.runs.lease", LEASE.toString(), "groundwork.runs.beat",
				"300ms"));
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@Test
	void plansAppliesChecksAndDestroys() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration(ONE_THING);

		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "to begin with")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(plan.outcome()).isEqualTo("1 to add, 0 to change, 0 to destroy");
		assertThat(plan.changes()).isTrue();

		Run apply = ended(carryOut(plan));
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(apply.outcome()).isEqualTo("Applied: 1 added, 0 changed, 0 destroyed");
		StateVersion state = this.place.bean(States.class).current(environment.id()).orElseThrow();
		assertThat(state.run()).isEqualTo(apply.number());
		assertThat(state.resources()).isEqualTo(1);
		assertThat(this.place.bean(States.class).lock(environment.id())).isEmpty();
		assertThat(steps(apply)).containsExactly("prepare done", "init skipped", "apply done", "record done");

		Run drift = ended(this.place.ask(Order.check(environment, RunKind.DRIFT, configuration)));
		assertThat(drift.outcome()).isEqualTo("Everything is as it was left");
		Run verify = ended(this.place.ask(Order.check(environment, RunKind.VERIFY, configuration)));
		assertThat(verify.outcome()).isEqualTo("Verified: everything is as it is wanted");

		Run end = ended(this.place.ask(Order.planDestruction(environment, configuration, "engineer-1", "")));
		assertThat(end.outcome()).isEqualTo("0 to add, 0 to change, 1 to destroy");
		Run destroy = ended(carryOut(end));
		assertThat(destroy.kind()).isEqualTo(RunKind.DESTROY);
		assertThat(destroy.status()).as(destroy.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(destroy.outcome()).startsWith("Destroyed: ");
		assertThat(kept(this.place.folder().resolve("warm"))).as("init was given a credential that is in no file")
			.isNotEmpty()
			.noneMatch((text) -> text.contains("run-" + plan.number() + "-"));
	}

	private static List<String> kept(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			List<String> texts = new ArrayList<>();
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
			}
			return texts;
		}
	}

	@Test
	void aPlanIsStaleOnceTheStateHasMoved() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run first = ended(
				this.place.ask(Order.plan(environment, this.place.configuration(ONE_THING), "engineer-1", "")));
		Run second = ended(
				this.place.ask(Order.plan(environment, this.place.configuration(ONE_THING), "engineer-1", "")));
		assertThat(ended(carryOut(first)).status()).isEqualTo(RunStatus.DONE);
		Run late = ended(carryOut(second));
		assertThat(late.status()).isEqualTo(RunStatus.FAILED);
		assertThat(late.outcome()).contains("stale").contains("Plan again");
	}

	@Test
	void whatIsWrongIsSaidInTerraformsWords() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = ended(this.place
			.ask(Order.plan(environment, this.place.configuration("resource \"nothing\" {"), "engineer-1", "")));
		assertThat(plan.status()).isEqualTo(RunStatus.FAILED);
		assertThat(plan.outcome()).contains("main.tf");
	}

	@Test
	void aRunningApplyIsCancelledAndItsStateIsWhole() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = ended(this.place.ask(Order.plan(environment, this.place.configuration(slow(2)), "engineer-1", "")));
		long apply = carryOut(plan);
		Eventually.that(MOST, () -> log(apply).contains("terraform_data.slow: Creating"));
		this.place.bean(Runs.class).cancel(apply, "engineer-1");
		Run cancelled = ended(apply);
		assertThat(cancelled.status()).as(cancelled.outcome()).isEqualTo(RunStatus.CANCELLED);
		assertThat(cancelled.outcome()).contains("orderly");
		assertThat(this.place.bean(States.class).lock(environment.id())).isEmpty();
		Run again = ended(this.place.ask(Order.plan(environment, plan.configuration(), "engineer-1", "")));
		assertThat(again.status()).as(again.outcome()).isEqualTo(RunStatus.DONE);
	}

	@Test
	void anApplyThatDoesNotStopIsForced() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = ended(this.place.ask(Order.plan(environment, this.place.configuration(slow(60)), "engineer-1", "")));
		long apply = carryOut(plan);
		Eventually.that(MOST, () -> log(apply).contains("terraform_data.slow: Provisioning"));
		Runs runs = this.place.bean(Runs.class);
		Processes.freeze(this.place.folder(), apply);
		runs.cancel(apply, "engineer-1");
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> runs.force(apply, "engineer-1"))
			.withMessageContaining("orderly stop");
		Steps steps = this.place.bean(Steps.class);
		Eventually.that(MOST,
				() -> steps.of(apply)
					.stream()
					.anyMatch((step) -> step.unfinished().equals(List.of("terraform_data.slow"))));
		Eventually.that(MOST, Duration.ofMillis(100), () -> forced(runs, apply));
		Run ended = ended(apply);
		assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
		assertThat(ended.outcome()).contains("by force");
		assertThat(log(apply)).contains("may be there without being in the state").contains("terraform_data.slow");
		assertThat(this.place.bean(States.class).lock(environment.id())).isEmpty();
	}

	@Test
	void whileTheDatabaseStallsNobodyIsTakenForDead() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Workers workers = this.place.bean(Workers.class);
		long other = this.place.worker();
		Claim claim = claimedBy(other, environment);
		workers.beat(other, LEASE, true, "");
		stall(LEASE.plusSeconds(1));
		// The portal's own worker says first that it is alive, and looks around.
		Instant back = databaseTime();
		Eventually.that(MOST, () -> worker().beatAt().isAfter(back.plusMillis(700)));
		assertThat(workers.beat(other, LEASE, true, "")).isTrue();
		Run run = this.place.run(claim.run());
		assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
		assertThat(run.fence()).isEqualTo(claim.fence());
		this.place.bean(Queue.class).end(claim, RunStatus.DONE, "");
		workers.end(other);
	}

	private Instant databaseTime() {
		return this.place.jdbc()
			.sql("select clock_timestamp()")
			.query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
			.single();
	}

	/**
	 * The database is there and does not answer.
	 */
	private void stall(Duration time) throws Exception {
		List<ProcessHandle> processes = new ArrayList<>(this.place.jdbc()
			.sql("select pid from pg_stat_activity where datname = current_database()")
			.query((row, number) -> ProcessHandle.of(row.getLong(1)).orElseThrow())
			.list());
		processes.add(processes.getFirst().parent().orElseThrow());
		Processes.signal("STOP", processes);
		try {
			Thread.sleep(time);
		}
		finally {
			Processes.signal("CONT", processes);
		}
	}

	/**
	 * A new plan that the portal's own worker has not got.
	 */
	private Claim claimedBy(long other, Environment environment) {
		Workers workers = this.place.bean(Workers.class);
		long own = worker().id();
		workers.pause(own, "platform-1", "another is to have it");
		this.place.ask(Order.plan(environment, this.place.configuration(ONE_THING), "engineer-1", ""));
		Claim claim = this.place.bean(Queue.class).claim(other).orElseThrow();
		workers.resume(own);
		return claim;
	}

	private Workers.Shown worker() {
		return this.place.bean(Workers.class)
			.alive()
			.stream()
			.filter((worker) -> worker.pid() == ProcessHandle.current().pid() && !worker.host().equals("elsewhere"))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aBeatWaitsForNothingElseThatAWorkerDoes() throws Exception {
		long late = this.place.worker();
		this.place.jdbc()
			.sql("update worker set lease_until = now() - interval '2 hours' where id = ?")
			.param(late)
			.update();
		try (Connection connection = Postgres.shared().superuser(portal.database());
				var statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("select from worker where id = %d for update".formatted(late));
			Eventually.that(MOST,
					() -> this.place.jdbc()
						.sql("select count(*) from pg_stat_activity where datname = current_database() "
								+ "and wait_event_type = 'Lock'")
						.query(Long.class)
						.single() > 0);
			Instant since = databaseTime();
			Eventually.that(MOST, () -> worker().beatAt().isAfter(since.plus(LEASE)));
		}
		Eventually.that(MOST,
				() -> this.place.bean(Workers.class).alive().stream().noneMatch((worker) -> worker.id() == late));
	}

	@Test
	void whatIsPickedUpWaitsForRoom() throws Exception {
		Room room = this.place.bean(Room.class);
		long other = this.place.worker();
		Claim claim = claimedBy(other, this.place.environment(EnvironmentKind.DEVELOPMENT));
		int taken = 0;
		while (room.enter()) {
			taken++;
		}
		assertThat(taken).isEqualTo(2);
		try {
			this.place.bean(Workers.class).end(other);
			Eventually.that(MOST, Duration.ofMillis(20), () -> log(claim.run()).contains("as many runs as it can"));
			assertThat(this.place.run(claim.run()).status().ended()).isFalse();
		}
		finally {
			room.leave();
			room.leave();
		}
		assertThat(ended(claim.run()).status()).isEqualTo(RunStatus.DONE);
	}

	@Test
	void aWorkerWithoutAPlaceToWorkInSaysSoAndTakesNothing() throws Exception {
		Path runs = this.place.folder().resolve("runs");
		FileSystemUtils.deleteRecursively(runs);
		Files.createFile(runs);
		try {
			Eventually.that(MOST, () -> worker().status().equals("unready"));
			assertThat(worker().program()).contains("groundwork.runs.folder", runs.toString());
			Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
			long run = this.place.ask(Order.plan(environment, this.place.configuration(ONE_THING), "engineer-1", ""));
			Instant asked = databaseTime();
			Eventually.that(MOST, () -> worker().beatAt().isAfter(asked.plusMillis(700)));
			assertThat(this.place.run(run).status()).isEqualTo(RunStatus.QUEUED);
			Files.delete(runs);
			assertThat(ended(run).status()).isEqualTo(RunStatus.DONE);
		}
		finally {
			if (Files.isRegularFile(runs)) {
				Files.delete(runs);
			}
		}
	}

	private static boolean forced(Runs runs, long run) {
		try {
			runs.force(run, "engineer-1");
			return true;
		}
		catch (ConflictException ex) {
			return false;
		}
	}

	/**
	 * Takes so many seconds and does not hear of an orderly stop.
	 */
	private static String slow(int seconds) {
		return """
				resource "terraform_data" "slow" {
				  provisioner "local-exec" {
				    command = "sleep %d"
				  }
				}
				resource "terraform_data" "after" {
				  input = terraform_data.slow.id
				}
				""".formatted(seconds);
	}

	private long carryOut(Run plan) {
		String digest = this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
		return this.place.bean(Runs.class).carryOut(plan.number(), digest, "platform-1", "agreed");
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

	private List<String> steps(Run run) {
		return this.place.bean(Steps.class)
			.of(run.number())
			.stream()
			.map((step) -> step.name() + " " + step.status())
			.toList();
	}

	private String log(long run) {
		return portal.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(run), portal.issuer().accessToken("platform-1"), "")
			.body();
	}

}

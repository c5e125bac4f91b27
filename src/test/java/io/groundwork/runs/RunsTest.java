package io.groundwork.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.Postgres;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.web.ConflictException;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whole runs: asked for, claimed, carried out by real Terraform, written down.
 */
class RunsTest {

	private static final Duration MOST = Duration.ofSeconds(90);

	/**
	 * A worker looks by itself after half a minute, and at what it is told now.
	 */
	private static final Duration AT_ONCE = Duration.ofSeconds(5);

	private static final String ONE_THING = """
			resource "terraform_data" "one" {
			  input = "first"
			}
			output "said" {
			  value = terraform_data.one.output
			}
			""";

	private final Engine engine = Engine.shared();

	private final Place place = this.engine.place();

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

	@Test
	void anApplyThatDoesNotStopWhenItsTimeIsOverIsForcedAndSaysWhatItWasAt() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = ended(this.place.ask(Order.plan(environment, this.place.configuration(slow(60)), "engineer-1", "")));
		long apply = carryOut(plan);
		Eventually.that(MOST, () -> log(apply).contains("terraform_data.slow: Provisioning"));
		Processes.freeze(this.place.folder(), apply);
		this.place.jdbc()
			.sql("update run set started_at = started_at - interval '2 hours' where number = ?")
			.param(apply)
			.update();
		Run ended = ended(apply);
		assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
		assertThat(ended.outcome()).isEqualTo("Took too long and was asked to stop. "
				+ "Ended by force while changing terraform_data.slow; plan again to see what remains");
		assertThat(this.place.bean(States.class).lock(environment.id())).isEmpty();
	}

	@Test
	void aWorkerTakesNoMoreThanItCan() {
		Barrier reading = this.engine.barrier("reading");
		reading.shut();
		long first = plan(this.engine.reading());
		long second;
		try {
			reading.awaitSomebody();
			second = plan("");
			// It was told of it, and has looked around since.
			Instant asked = this.place.run(second).queuedAt();
			Workers workers = this.place.bean(Workers.class);
			for (int beat = 0; beat < 2; beat++) {
				Instant last = workers.alive().getFirst().beatAt();
				Eventually.that(MOST, () -> workers.alive().getFirst().beatAt().isAfter(last));
			}
			assertThat(this.place.run(second).status()).isEqualTo(RunStatus.QUEUED);
			assertThat(this.place.bean(Waiting.class).of(this.place.run(second)).orElseThrow().rule())
				.isEqualTo("Every worker has all the runs that it can take");
			assertThat(workers.alive().getFirst().beatAt()).isAfter(asked);
		}
		finally {
			reading.open();
		}
		assertThat(this.engine.done(second).startedAt()).isAfterOrEqualTo(this.engine.done(first).endedAt());
	}

	@Test
	void aCheckOfThePortalGivesWayToAPersonsRunWhichBeginsAtOnce() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration(this.engine.reading());
		Barrier reading = this.engine.barrier("reading");
		reading.shut();
		long check = this.place.ask(Order.check(environment, RunKind.DRIFT, configuration));
		long run;
		try {
			reading.awaitSomebody();
			run = this.place.ask(Order.check(environment, RunKind.VERIFY, configuration, "engineer-1", ""));
			// It is held, hears of no stop, and has to go all the same.
			assertThat(ended(check).outcome()).isEqualTo("Gave way to somebody's run");
			assertThat(this.place.run(check).status()).isEqualTo(RunStatus.CANCELLED);
		}
		finally {
			reading.open();
		}
		Run verified = this.engine.done(run);
		Run gone = this.place.run(check);
		assertThat(Duration.between(requireNonNull(gone.endedAt()), requireNonNull(verified.startedAt())))
			.isLessThan(AT_ONCE);
	}

	@Test
	void anIdleWorkerBeginsAtOnceAlsoAfterTheLineForSignalsWasCut() throws Exception {
		beginsAtOnce();
		String line = " from pg_stat_activity where datname = current_database()"
				+ " and application_name = 'groundwork signals'";
		try (Connection superuser = Postgres.shared().superuser(this.engine.portal().database())) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(superuser, true));
			int before = jdbc.sql("select pid" + line).query(Integer.class).single();
			jdbc.sql("select pg_terminate_backend(?)").param(before).query(Boolean.class).single();
			Eventually.that(MOST,
					() -> jdbc.sql("select count(*)" + line + " and pid <> ?")
						.param(before)
						.query(Long.class)
						.single() == 1);
		}
		beginsAtOnce();
	}

	private void beginsAtOnce() {
		Eventually.that(MOST, () -> {
			Run run = this.engine.done(plan(""));
			return Duration.between(run.queuedAt(), requireNonNull(run.startedAt())).compareTo(AT_ONCE) < 0;
		});
	}

	@Test
	void aVerificationFindsAStateThatIsNotWhatWasWritten() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration(ONE_THING);
		this.engine
			.done(carryOut(this.engine.done(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")))));
		String object = this.place.jdbc()
			.sql("select object from state_version where environment_id = ?")
			.param(environment.id())
			.query(String.class)
			.single();
		Path objects = Path
			.of(this.engine.portal().context().getEnvironment().getRequiredProperty("groundwork.storage.folder"));
		try (Stream<Path> files = Files.walk(objects)) {
			Path file = files.filter((one) -> Files.isRegularFile(one) && one.toString().contains(object))
				.findFirst()
				.orElseThrow();
			byte[] bytes = Files.readAllBytes(file);
			bytes[bytes.length - 1] ^= 1;
			Files.write(file, bytes);
		}
		Run verify = ended(this.place.ask(Order.check(environment, RunKind.VERIFY, configuration)));
		assertThat(verify.status()).isEqualTo(RunStatus.FAILED);
		assertThat(verify.outcome())
			.matches("Version \\d+ of the state is not what was written; " + "restore an earlier version\\.");
	}

	private long plan(String main) {
		return this.place.ask(Order.plan(this.place.environment(EnvironmentKind.DEVELOPMENT),
				this.place.configuration(main), "engineer-1", ""));
	}

	private long carryOut(Run plan) {
		return this.engine.carryOut(plan);
	}

	private Run ended(long number) {
		return this.engine.ended(number);
	}

	private List<String> steps(Run run) {
		return this.engine.steps(run.number());
	}

	private String log(long run) {
		return this.engine.log(run);
	}

}

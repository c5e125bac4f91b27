package io.groundwork.runs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.web.ConflictException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whole runs: asked for, claimed, carried out by real Terraform, written down.
 */
class RunsTest {

	private static final Duration MOST = Duration.ofSeconds(90);

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
				"groundwork.runs.grace", "2s", "groundwork.runs.sweep", "500ms"));
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@Test
	void plansAppliesChecksAndDestroys() {
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

	/**
	 * Here a folder is in the place of the state, so it cannot be read; what keeps it
	 * from being brought home may be anything.
	 */
	@Test
	void aStateThatIsNotHomeIsKeptUntilItIs() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = ended(this.place.ask(Order.plan(environment, this.place.configuration("""
				resource "terraform_data" "one" {
				  provisioner "local-exec" {
				    command = "mkdir errored.tfstate"
				  }
				}
				"""), "engineer-1", "")));
		Run apply = ended(carryOut(plan));
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.FAILED);
		RunFolder folder = this.place.jdbc()
			.sql("select folder from run_claim where run = ?")
			.param(apply.number())
			.query((row, number) -> new RunFolder(Path.of(row.getString(1))))
			.single();
		States states = this.place.bean(States.class);
		StateVersion before = states.current(environment.id()).orElseThrow();
		assertThat(folder.erroredState()).isDirectory();
		Path left = Files.writeString(folder.top().resolve("left"),
				new String(states.open(environment.id(), before.serial()).readAllBytes(), StandardCharsets.UTF_8)
					.replaceFirst("\"serial\": *\\d+", "\"serial\": " + (before.serial() + 1)));
		Files.delete(folder.erroredState());
		Files.move(left, folder.erroredState());
		Eventually.that(MOST, () -> states.current(environment.id()).orElseThrow().serial() > before.serial());
		Eventually.that(MOST, () -> !folder.exists());
		assertThat(states.diverged(environment.id())).isEmpty();
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

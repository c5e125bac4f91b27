package io.groundwork.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.storage.ObjectStore;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

	private static final String GIVEN = "g/ven s&cret~1<2";

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	private final Place place = new Place(portal);

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"),
				"groundwork.runs.grace", "2s", "groundwork.runs.log-limit", "1MB", "groundwork.runs.secrets[GIVEN]",
				GIVEN));
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

	@ParameterizedTest
	@ValueSource(strings = { "override.tf", "local_override.tf", "groundwork_override.tf.json", "z_override.tf.json",
			"override.tofu", "groundwork_override.tofu.json", "errored.tfstate" })
	void whatCouldTakeTheStateAwayIsRefused(String name) {
		Map<String, String> files = Map.of("main.tf", ONE_THING, name, "terraform {\n  backend \"local\" {}\n}\n");
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> this.place.configuration(files))
			.withMessageContaining(name + " at the top")
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("files"));
		assertThat(this.place.configuration(Map.of("main.tf", ONE_THING, "modules/one/" + name, ""))).isNotEmpty();
	}

	@Test
	void filesThatWereKeptBeforeAreNotCarriedOutIfTheyTakeTheStateAway() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.bean(Configurations.class)
			.store(new TreeMap<>(Map.of("main.tf", ONE_THING.getBytes(StandardCharsets.UTF_8), "local_override.tf",
					"terraform {\n  backend \"local\" {}\n}\n".getBytes(StandardCharsets.UTF_8))), 100, "test");
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).isEqualTo(RunStatus.FAILED);
		assertThat(plan.outcome()).contains("local_override.tf at the top").contains("Write what it says into");
	}

	@ParameterizedTest
	@ValueSource(strings = { "backend \"local\" {}", "backend \"http\" {\n address = \"http://127.0.0.1:1\"\n}",
			"cloud {\n organization = \"one\"\n workspaces {\n name = \"two\"\n }\n }" })
	void whateverTheFilesSayTheStateIsKeptByThePortal(String block) throws IOException {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration("terraform {\n %s\n}\n%s".formatted(block, ONE_THING));
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		Run apply = ended(carryOut(plan));
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(this.place.bean(States.class).current(environment.id())).isPresent();
		if (block.contains("local")) {
			aFolderThatKeepsItElsewhereIsFoundAtOnce(environment, configuration);
		}
	}

	/**
	 * Whoever bent what init has made.
	 */
	private void aFolderThatKeepsItElsewhereIsFoundAtOnce(Environment environment, String configuration)
			throws IOException {
		Path warm = this.place.bean(WorkPlace.class).warm(environment.name());
		Path backend = warm.resolve(Files.readString(warm.resolve("current"))).resolve("data/terraform.tfstate");
		Files.writeString(backend, Files.readString(backend).replace("\"http\"", "\"local\""));
		Run bent = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(bent.status()).isEqualTo(RunStatus.FAILED);
		assertThat(bent.outcome()).contains("keep the state elsewhere").contains("Take every backend");
		Run again = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(again.status()).as(again.outcome()).isEqualTo(RunStatus.DONE);
	}

	@Test
	void whatTheRunWasGivenIsNotInItsPlanInWhateverForm() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration("""
				locals {
				  given = regex("GIVEN=([^\\\\x00]*)", file("/proc/self/environ"))[0]
				}
				resource "terraform_data" "forms" {
				  for_each = toset([local.given])
				  input    = {
				    plain   = "it is ${local.given}"
				    address = urlencode(local.given)
				    base64  = base64encode("u:${local.given}")
				    json    = jsonencode({ one = local.given })
				  }
				}
				output "given" {
				  value = local.given
				}
				""");
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		String shown = this.place.jdbc()
			.sql("select changes::text from run_plan where run = ?")
			.param(plan.number())
			.query(String.class)
			.single();
		assertThat(shown).contains("sensitive").contains("terraform_data.forms");
		for (String form : List.of("s&cret", "s\\u0026cret", "s%26cret", "ZW4gcyZjcmV0", "iBzJmNyZXR-")) {
			assertThat(shown + log(plan.number())).doesNotContain(form);
		}
	}

	@Test
	void whatThePlanKnowsForSecretIsHiddenInTheApplyAndItsEndFitsIntoARow() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String word = "hush-hush-Aef3aiph";
		String configuration = this.place.configuration("""
				locals {
				  word = base64decode("%s")
				}
				resource "terraform_data" "hush" {
				  input = sensitive(local.word)
				}
				resource "terraform_data" "talk" {
				  depends_on = [terraform_data.hush]
				  provisioner "local-exec" {
				    command     = "echo it is $WORD; printf 'ends\\\\000here %%s hush\\\\000-hush-Aef3aiph %%03000d' $WORD 7 >&2; exit 3"
				    environment = { WORD = local.word }
				  }
				}
				""".formatted(Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8))));
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		Run apply = ended(carryOut(plan));
		assertThat(apply.status()).isEqualTo(RunStatus.FAILED);
		assertThat(apply.claims()).isOne();
		assertThat(apply.outcome()).contains("exit status 3", "endshere •••", "cut here").hasSizeLessThan(1_100);
		assertThat(log(apply.number())).contains("it is •••");
		String row = this.place.jdbc()
			.sql("select details::text from audit_row where action = 'run.ended' and subject = ?")
			.param("run:" + apply.number())
			.query(String.class)
			.single();
		assertThat(row).contains("endshere •••");
		assertThat(apply.outcome() + log(apply.number()) + row).doesNotContain("hush-hush");
		Eventually.that(MOST, () -> this.place.bean(RunPlans.class).secrets(plan.number()).isEmpty());
	}

	@Test
	void aRunThatSaysTooMuchIsStoppedAndItsLogSaysSo() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration("""
				resource "terraform_data" "flood" {
				  provisioner "local-exec" {
				    command = "yes 'and so on and on and on and on and on and on and on'"
				  }
				}
				""");
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		Run apply = ended(carryOut(plan));
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.FAILED);
		assertThat(apply.outcome()).startsWith("Said more than its log may hold");
		assertThat(log(apply.number())).contains("is not kept: the log has come to the 1 MB")
			.contains("\"missing\":\"it had come to the 1 MB that groundwork.runs.log-limit allows")
			.hasSizeLessThan(3_000_000);
		assertThat(this.place.bean(States.class).lock(environment.id())).isEmpty();
	}

	@Test
	void itIsOnRecordWhatARunIsMadeWithAndWhatItWrote() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration(ONE_THING);
		Run apply = ended(
				carryOut(ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "to begin")))));
		assertThat(details("run.asked", "run:" + apply.number())).contains("\"configuration\": \"" + configuration)
			.contains("\"destroys\": false");
		StateVersion state = this.place.bean(States.class).current(environment.id()).orElseThrow();
		assertThat(details("state.written", "environment:" + environment.name())).contains(
				"\"serial\": " + state.serial(), "\"digest\": \"" + state.digest(), "\"run\": " + apply.number(),
				"\"fence\": " + apply.fence());
	}

	private String details(String action, String subject) {
		return this.place.jdbc()
			.sql("select details::jsonb::text from audit_row where action = ? and subject = ? order by 1 desc limit 1")
			.params(action, subject)
			.query(String.class)
			.single();
	}

	@Test
	void whatNoRunNamesIsSweptAndNothingElse() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		ObjectStore objects = this.place.bean(ObjectStore.class);
		String configuration = this.place.configuration(ONE_THING);
		String unused = this.place.configuration(ONE_THING + "# " + environment.name());
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		String file = "runs/%d/plan-%d".formatted(plan.number(), plan.fence());
		String abandoned = "runs/%d/plan-%d".formatted(plan.number(), 0);
		objects.put(abandoned, new byte[1]);
		objects.put(abandoned + "-secrets", new byte[1]);
		Configurations configurations = this.place.bean(Configurations.class);
		RunPlans plans = this.place.bean(RunPlans.class);
		plans.sweep(Instant.now().minusSeconds(60));
		configurations.sweep(Instant.now().minusSeconds(60));
		assertThat(objects.exists(abandoned)).isTrue();
		assertThat(configurations.known(unused)).isTrue();
		plans.sweep(Instant.now().plusSeconds(60));
		configurations.sweep(Instant.now().plusSeconds(60));
		assertThat(objects.exists(abandoned) || objects.exists(abandoned + "-secrets")).isFalse();
		assertThat(objects.exists(file) && objects.exists(file + "-secrets")).isTrue();
		assertThat(configurations.known(unused) || objects.exists("configurations/" + unused)).isFalse();
		assertThat(configurations.known(configuration) && objects.exists("configurations/" + configuration)).isTrue();
		assertThat(this.place.configuration(ONE_THING + "# " + environment.name())).isEqualTo(unused);
		assertThat(objects.exists("configurations/" + unused)).isTrue();
		assertThat(ended(carryOut(plan)).status()).isEqualTo(RunStatus.DONE);
		Eventually.that(MOST, () -> !objects.exists(file) && !objects.exists(file + "-secrets"));
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

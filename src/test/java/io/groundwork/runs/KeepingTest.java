package io.groundwork.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.Eventually;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.storage.ObjectStore;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What runs know and say stays where it belongs: their state, their secrets, their log,
 * their files.
 */
class KeepingTest {

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
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).isEqualTo(RunStatus.FAILED);
		assertThat(plan.outcome()).contains("local_override.tf at the top").contains("Write what it says into");
	}

	@ParameterizedTest
	@ValueSource(strings = { "backend \"local\" {}", "backend \"http\" {\n address = \"http://127.0.0.1:1\"\n}",
			"cloud {\n organization = \"one\"\n workspaces {\n name = \"two\"\n }\n }" })
	void whateverTheFilesSayTheStateIsKeptByThePortal(String block) throws IOException {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration("terraform {\n %s\n}\n%s".formatted(block, ONE_THING));
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		Run apply = this.engine.ended(this.engine.carryOut(plan));
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
		Run bent = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(bent.status()).isEqualTo(RunStatus.FAILED);
		assertThat(bent.outcome()).contains("keep the state elsewhere").contains("Take every backend");
		Run again = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
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
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		String shown = this.place.jdbc()
			.sql("select changes::text from run_plan where run = ?")
			.param(plan.number())
			.query(String.class)
			.single();
		assertThat(shown).contains("sensitive").contains("terraform_data.forms");
		for (String form : List.of("s&cret", "s\\u0026cret", "s%26cret", "ZW4gcyZjcmV0", "iBzJmNyZXR-")) {
			assertThat(shown + this.engine.log(plan.number())).doesNotContain(form);
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
				    command     = "echo it is $WORD; printf 'ends\\\\000here %%s %%03000d' $WORD 7 >&2; exit 3"
				    environment = { WORD = local.word }
				  }
				}
				""".formatted(Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8))));
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		Run apply = this.engine.ended(this.engine.carryOut(plan));
		assertThat(apply.status()).isEqualTo(RunStatus.FAILED);
		assertThat(apply.claims()).isOne();
		assertThat(apply.outcome()).contains("exit status 3", "endshere •••", "cut here").hasSizeLessThan(1_100);
		assertThat(this.engine.log(apply.number())).contains("it is •••");
		String row = this.place.jdbc()
			.sql("select details::text from audit_row where action = 'run.ended' and subject = ?")
			.param("run:" + apply.number())
			.query(String.class)
			.single();
		assertThat(row).contains("endshere •••");
		assertThat(apply.outcome() + this.engine.log(apply.number()) + row).doesNotContain("hush-hush");
		Eventually.that(Engine.MOST, () -> this.place.bean(RunPlans.class).secrets(plan.number()).isEmpty());
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
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		Run apply = this.engine.ended(this.engine.carryOut(plan));
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.FAILED);
		assertThat(apply.outcome()).startsWith("Said more than its log may hold");
		assertThat(this.engine.log(apply.number())).contains("is not kept: the log has come to the 1 MB")
			.contains("\"missing\":\"it had come to the 1 MB that groundwork.runs.log-limit allows")
			.hasSizeLessThan(3_000_000);
		assertThat(details("run.stop-asked", "run:" + apply.number())).isEqualTo("{}");
		assertThat(this.place.bean(States.class).lock(environment.id())).isEmpty();
	}

	@Test
	void itIsOnRecordWhatARunIsMadeWithAndWhatItWrote() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		String configuration = this.place.configuration(ONE_THING);
		Run apply = this.engine.ended(this.engine.carryOut(
				this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "to begin")))));
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
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
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
		assertThat(objects.exists(file)).isTrue();
		assertThat(configurations.known(unused) || objects.exists("configurations/" + unused)).isFalse();
		assertThat(configurations.known(configuration) && objects.exists("configurations/" + configuration)).isTrue();
		assertThat(this.place.configuration(ONE_THING + "# " + environment.name())).isEqualTo(unused);
		assertThat(objects.exists("configurations/" + unused)).isTrue();
		assertThat(this.engine.ended(this.engine.carryOut(plan)).status()).isEqualTo(RunStatus.DONE);
		Eventually.that(Engine.MOST, () -> !objects.exists(file) && !objects.exists(file + "-secrets"));
	}

	/**
	 * Here a folder is in the place of the state, so it cannot be read; what keeps it
	 * from being brought home may be anything.
	 */
	@Test
	void aStateThatIsNotHomeIsKeptUntilItIs() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = this.engine.ended(this.place.ask(Order.plan(environment, this.place.configuration("""
				resource "terraform_data" "one" {
				  provisioner "local-exec" {
				    command = "mkdir errored.tfstate"
				  }
				}
				"""), "engineer-1", "")));
		Run apply = this.engine.ended(this.engine.carryOut(plan));
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
		Eventually.that(Engine.MOST, () -> states.current(environment.id()).orElseThrow().serial() > before.serial());
		Eventually.that(Engine.MOST, () -> !folder.exists());
		assertThat(states.diverged(environment.id())).isEmpty();
	}

}

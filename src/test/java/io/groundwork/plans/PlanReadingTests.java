package io.groundwork.plans;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.groundwork.plans.Changes.Action;
import io.groundwork.plans.Changes.Attribute;
import io.groundwork.plans.Changes.Change;
import io.groundwork.plans.Changes.OutputChange;
import io.groundwork.terraform.TerraformCommand.Aim;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is read out of plans that real Terraform makes.
 */
class PlanReadingTests {

	private static final String CANARY = "canary-Zq3-secret";

	private static final String BEFORE = """
			variable "secret" {
			  sensitive = true
			}

			resource "terraform_data" "kept" {
			  input = "kept"
			}

			resource "terraform_data" "changed" {
			  input = { max = 3, labels = ["a", "b"], same = "same" }
			}

			resource "terraform_data" "again" {
			  input            = "x"
			  triggers_replace = { region = "fr-par" }
			}

			resource "terraform_data" "gone" {
			  input = "x"
			}

			resource "terraform_data" "old" {
			  input = "x"
			}

			resource "terraform_data" "let_go" {
			  input = "x"
			}

			resource "terraform_data" "hidden" {
			  input = { password = var.secret, user = "linroot", list = ["first", var.secret] }
			}

			output "text" {
			  value = "before"
			}

			output "password" {
			  value     = var.secret
			  sensitive = true
			}
			""";

	private static final String AFTER = """
			variable "secret" {
			  sensitive = true
			}

			resource "terraform_data" "kept" {
			  input = "kept"
			}

			resource "terraform_data" "changed" {
			  input = { max = 5, labels = ["a"], same = "same", note = terraform_data.again.id }
			}

			resource "terraform_data" "again" {
			  input            = "x"
			  triggers_replace = { region = "de-fra" }
			}

			moved {
			  from = terraform_data.old
			  to   = terraform_data.new
			}

			resource "terraform_data" "new" {
			  input = "x"
			}

			removed {
			  from = terraform_data.let_go

			  lifecycle {
			    destroy = false
			  }
			}

			import {
			  id = "already-there"
			  to = terraform_data.taken
			}

			resource "terraform_data" "taken" {
			}

			resource "terraform_data" "hidden" {
			  input = { password = "${var.secret}-new", user = var.secret, list = [var.secret, "first"] }
			}

			output "text" {
			  value = terraform_data.again.id
			}

			output "password" {
			  value     = { nested = "${var.secret}-new" }
			  sensitive = true
			}

			output "long" {
			  value = join("", [for number in range(1000) : "x"])
			}
			""";

	private final Planned planned;

	PlanReadingTests(@TempDir Path folder) {
		this.planned = new Planned(folder, Map.of("TF_VAR_secret", CANARY));
	}

	@AfterEach
	void close() {
		this.planned.close();
	}

	@Test
	void everyKindOfChangeIsToldInWordsAndWithoutSecrets() {
		PlanReading first = this.planned.with(BEFORE).read();
		assertThat(first.changes().add()).isEqualTo(7);
		withoutSecrets(first);
		this.planned.apply();
		PlanReading none = this.planned.read();
		assertThat(none.changes().nothing()).isTrue();
		assertThat(none.blastRadius().sentence()).isEqualTo("Nothing changes.");

		PlanReading reading = this.planned.with(AFTER).read();
		Changes changes = reading.changes();
		assertThat(reading.document().applyable()).isTrue();
		assertThat(changes.changes()).extracting(Change::address, Change::action)
			.containsExactlyInAnyOrder(tuple("changed", Action.UPDATE), tuple("again", Action.REPLACE),
					tuple("gone", Action.DESTROY), tuple("new", Action.MOVE), tuple("let_go", Action.FORGET),
					tuple("taken", Action.IMPORT), tuple("hidden", Action.UPDATE));
		assertThat(changes)
			.extracting(Changes::add, Changes::change, Changes::destroy, Changes::replace, Changes::move,
					Changes::imported, Changes::forget)
			.containsExactly(1, 2, 2, 1, 1, 1, 1);
		changed(changes);
		hidden(reading);
		outputs(changes);
		assertThat(reading.blastRadius().sentence()).isEqualTo("No data is touched.");
		withoutSecrets(reading);
		this.planned.apply();
		withoutSecrets(this.planned.read(Aim.REFRESH_ONLY));
		PlanReading last = this.planned.read(Aim.DESTROY);
		assertThat(last.changes().destroy()).isEqualTo(6);
		withoutSecrets(last);
	}

	private static void changed(Changes changes) {
		assertThat(of(changes, "changed").attributes()).contains(attribute("input.max", "3", "5"),
				attribute("input.note", null, "known after apply"), attribute("input.labels.1", "b", null));
		assertThat(of(changes, "changed").attributes()).extracting(Attribute::path).doesNotContain("input.same");
		assertThat(of(changes, "again").reason()).contains("forced by triggers_replace");
		assertThat(of(changes, "again").attributes())
			.contains(new Attribute("triggers_replace.region", Optional.of("fr-par"), Optional.of("de-fra"), true));
		assertThat(of(changes, "gone").reason()).contains("it is no longer in the configuration");
		assertThat(of(changes, "new").movedFrom()).contains("terraform_data.old");
		assertThat(of(changes, "taken").importedBy()).contains("already-there");
	}

	private static void hidden(PlanReading reading) {
		assertThat(of(reading.changes(), "hidden").attributes()).contains(
				attribute("input.password", "sensitive", "sensitive"),
				attribute("input.user", "sensitive", "sensitive"), attribute("input.list.0", "sensitive", "sensitive"));
		assertThat(reading.secrets()).contains(CANARY, CANARY + "-new");
	}

	private static void outputs(Changes changes) {
		assertThat(changes.outputs()).contains(
				new OutputChange("text", Action.UPDATE, Optional.of("before"), Optional.of("known after apply")),
				new OutputChange("password", Action.UPDATE, Optional.of("sensitive"), Optional.of("sensitive")),
				new OutputChange("long", Action.CREATE, Optional.empty(),
						Optional.of("x".repeat(Values.LONGEST) + Values.CUT)));
	}

	private static void withoutSecrets(PlanReading reading) {
		String json = JsonMapper.builder().build().writeValueAsString(reading.changes());
		assertThat(json).doesNotContain("canary");
		assertThat(reading.toString()).doesNotContain("canary");
		Changes again = JsonMapper.builder().build().readValue(json, Changes.class);
		assertThat(again).isEqualTo(reading.changes());
	}

	private static Change of(Changes changes, String name) {
		return changes.changes()
			.stream()
			.filter((change) -> change.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError(name));
	}

	private static Tuple tuple(String name, Action action) {
		return Tuple.tuple("terraform_data." + name, action);
	}

	private static Attribute attribute(String path, @Nullable String before, @Nullable String after) {
		return new Attribute(path, Optional.ofNullable(before), Optional.ofNullable(after), false);
	}

}

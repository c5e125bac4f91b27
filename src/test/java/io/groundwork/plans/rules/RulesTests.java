package io.groundwork.plans.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.groundwork.masking.Mask;
import io.groundwork.plans.rules.Judgement.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The portal says of a plan what whoever works by hand is told.
 */
class RulesTests {

	private static final Path POLICY = Path.of("terraform/policy");

	@TempDir
	private Path folder;

	private final Rules rules = new Rules(
			new RulesSettings(System.getProperty("groundwork.tools.conftest"), Duration.ofMinutes(1)));

	static List<Path> examples(String verdict) throws IOException {
		try (Stream<Path> files = Files.list(POLICY.resolve("examples").resolve(verdict))) {
			return files.sorted().toList();
		}
	}

	static List<Path> broken() throws IOException {
		return examples("deny");
	}

	@ParameterizedTest
	@MethodSource("broken")
	void whatBreaksARuleFailsAndMustNotBeCarriedOut(Path plan) throws Exception {
		Judgement judgement = this.rules.judge(plan, POLICY, this.folder, Mask.none());
		String expected = JsonMapper.shared().readTree(Files.readString(plan)).path("expected").asString();
		assertThat(judgement.missing()).isEmpty();
		assertThat(judgement.that(Verdict.FAIL)).isNotEmpty()
			.allSatisfy((check) -> assertThat(List.of(check.rule(), check.resource())).doesNotContain("", "unnamed"))
			.anySatisfy((check) -> assertThat(check.resource() + ": " + check.text()).contains(expected));
		assertThat(judgement.obstacle()).hasValueSatisfying((why) -> assertThat(why).startsWith("It breaks "));
	}

	@Test
	void whatKeepsToAllOfThemPasses() throws Exception {
		for (Path plan : examples("pass")) {
			Judgement judgement = this.rules.judge(plan, POLICY, this.folder, Mask.none());
			assertThat(judgement.obstacle()).isEmpty();
			assertThat(judgement.checks()).extracting(Judgement.Check::rule)
				.containsAll(Rules.names(POLICY))
				.contains("required-tags", "sizes", "deletion-needs-a-flag");
		}
	}

	@Test
	void withoutTheProgramNothingIsJudgedAndNothingCarriedOut() throws Exception {
		Rules without = new Rules(new RulesSettings("/nowhere/conftest", Duration.ofMinutes(1)));
		Judgement judgement = without.judge(examples("pass").getFirst(), POLICY, this.folder, Mask.none());
		assertThat(judgement.checks()).isEmpty();
		assertThat(judgement.obstacle())
			.hasValueSatisfying((why) -> assertThat(why).contains("/nowhere/conftest", "groundwork.rules.program"));
	}

	@Test
	void aPlanThatCannotBeReadIsNotJudged() throws Exception {
		Path plan = Files.writeString(this.folder.resolve("plan.json"), "{\"resource_changes\": [");
		Judgement judgement = this.rules.judge(plan, POLICY, this.folder, Mask.none());
		assertThat(judgement.obstacle()).isPresent();
	}

	@Test
	void whatIsSecretIsNotInWhatIsSaid() throws Exception {
		Path plan = examples("deny").stream()
			.filter((path) -> path.endsWith("untagged.json"))
			.findFirst()
			.orElseThrow();
		Judgement judgement = this.rules.judge(plan, POLICY, this.folder, Mask.none().with(List.of("linode_firewall")));
		assertThat(judgement.checks().toString()).doesNotContain("linode_firewall");
	}

}

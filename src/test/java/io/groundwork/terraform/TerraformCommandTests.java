package io.groundwork.terraform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.groundwork.terraform.TerraformCommand.Aim;
import io.groundwork.terraform.TerraformCommand.Apply;
import io.groundwork.terraform.TerraformCommand.Init;
import io.groundwork.terraform.TerraformCommand.Plan;
import io.groundwork.terraform.TerraformCommand.ProvidersLock;
import io.groundwork.terraform.TerraformCommand.Show;
import io.groundwork.terraform.TerraformCommand.StateList;
import io.groundwork.terraform.TerraformCommand.StatePull;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What would run.
 */
class TerraformCommandTests {

	private static final Path PLAN = Path.of("/run/plan");

	@Test
	void initTakesNewerVersionsOnlyIfAsked() {
		assertThat(new Init().arguments()).containsExactly("init", "-no-color", "-input=false", "-json");
		assertThat(new Init(true, true).arguments()).endsWith("-upgrade", "-lockfile=readonly");
	}

	@Test
	void planTellsChangesByItsExitCode() {
		Plan plan = new Plan(PLAN, Aim.CHANGE);
		assertThat(plan.arguments()).containsExactly("plan", "-no-color", "-input=false", "-json", "-detailed-exitcode",
				"-lock-timeout=0s", "-out=/run/plan");
		assertThat(plan.succeeded(0)).isTrue();
		assertThat(plan.succeeded(1)).isFalse();
		assertThat(plan.succeeded(2)).isTrue();
	}

	@Test
	void planCanDestroyOrOnlyLook() {
		assertThat(Plan.unlocked(PLAN, Aim.CHANGE).arguments()).contains("-lock=false")
			.noneMatch((argument) -> argument.startsWith("-lock-timeout"));
		assertThat(new Plan(PLAN, Aim.DESTROY).arguments()).endsWith("-destroy");
		assertThat(new Plan(PLAN, Aim.REFRESH_ONLY).arguments()).endsWith("-refresh-only");
		assertThat(new Plan(PLAN, Aim.CHANGE, List.of("a.b"), List.of(Path.of("x.tfvars.json")), Duration.ofMinutes(1))
			.arguments()).contains("-lock-timeout=60s").endsWith("-target=a.b", "-var-file=x.tfvars.json");
	}

	@Test
	void applyTakesASavedPlanAndNothingElse() {
		Apply apply = new Apply(PLAN, Duration.ofSeconds(5));
		assertThat(apply.arguments()).containsExactly("apply", "-no-color", "-input=false", "-json", "-lock-timeout=5s",
				"/run/plan");
		assertThat(apply.succeeded(2)).isFalse();
	}

	@Test
	void showTellsAPlanOrTheState() {
		assertThat(new Show(PLAN).arguments()).containsExactly("show", "-no-color", "-json", "/run/plan");
		assertThat(Show.state().arguments()).containsExactly("show", "-no-color", "-json");
	}

	@Test
	void locksForOtherKindsOfMachines() {
		assertThat(new ProvidersLock(List.of("linux_arm64"), Path.of("/mirror")).arguments())
			.containsExactly("providers", "lock", "-fs-mirror=/mirror", "-platform=linux_arm64");
	}

	@Test
	void theStateIsReadAsItIsStored() {
		assertThat(new StateList().arguments()).containsExactly("state", "list");
		assertThat(new StatePull().arguments()).containsExactly("state", "pull");
	}

	@Test
	void hasATitle() {
		assertThat(new ProvidersLock(List.of(), null).title()).isEqualTo("providers-lock");
		assertThat(new Init().title()).isEqualTo("init");
	}

}

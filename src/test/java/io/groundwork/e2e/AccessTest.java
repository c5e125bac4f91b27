package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.groundwork.access.GrantFixtures;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * From asking for access in a browser to kubectl, and out again, in a real cluster.
 */
class AccessTest {

	/** A cluster remembers a good token for ten seconds. */
	private static final LocatorAssertions.ContainsTextOptions PATIENTLY = new LocatorAssertions.ContainsTextOptions()
		.setTimeout(120_000);

	@RegisterExtension
	private final Visits visits = new Visits();

	@TempDir
	private Path folder;

	@Test
	void anEngineerAsksAReviewerClicksAndKubectlWorksUntilItIsOver() throws Exception {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.PRODUCTION, "payments");
		Visit engineer = this.visits.of("engineer-1").open("/access");
		engineer.link("Ask for access").first().click();
		engineer.locator("#environment").selectOption(environment.name());
		engineer.locator("input[value=operator]").check();
		engineer.locator("#life").fill("1h");
		engineer.locator("#reason").fill("The queue is stuck");
		engineer.button("Ask for access").click();
		assertThat(engineer.locator("#standing")).containsText("Pending");
		assertThat(engineer.locator("#waiting")).containsText("a reviewer or platform engineer");

		Visit reviewer = this.visits.of("reviewer-1", Screen.PHONE).open("/access");
		reviewer.page().getByText(environment.name() + " as operator").first().click();
		assertThat(reviewer.main()).containsText("The queue is stuck");
		reviewer.button("Let them in").click();
		assertThat(reviewer.locator("#story")).containsText("reviewer-1 agrees");

		// Nobody loads the page again.
		assertThat(engineer.locator("#standing")).containsText("Active");
		assertThat(engineer.locator("#standing")).containsText("where you are");
		Download download = engineer.page().waitForDownload(() -> engineer.button("Download the kubeconfig").click());
		assertThat(download.suggestedFilename()).startsWith("groundwork-" + environment.name() + "-operator-until-");
		Path file = this.folder.resolve(download.suggestedFilename());
		download.saveAs(file);
		assertThat(engineer.locator("#door")).containsText(download.suggestedFilename());
		assertThat(kubectl(file, "get", "pods")).contains("No resources found");
		assertThat(kubectl(file, "auth", "can-i", "create", "pods", "--subresource=exec")).contains("yes");
		assertThat(kubectl(file, "auth", "can-i", "get", "secrets")).contains("no");

		engineer.button("Give it back…").click();
		engineer.locator("dialog#release button.sure").click();
		assertThat(engineer.locator("#standing")).containsText("Ended", PATIENTLY);
		assertThat(engineer.locator("#end")).containsText("was refused");
		assertThat(kubectl(file, "get", "pods")).containsAnyOf("Unauthorized", "You must be logged in");
		engineer.isFineOn(1);
	}

	@Test
	void somebodyNewSeesPodsWithinTwelveSteps() throws Exception {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.DEVELOPMENT, "payments");
		FirstPods.Way way = FirstPods.walk(this.visits.stranger(), environment, this.folder);
		assertThat(way.said()).contains("No resources found");
		assertThat(way.steps()).isLessThanOrEqualTo(12);
	}

	@Test
	void aSiteReliabilityEngineerBreaksTheGlassAndSomebodyElseLooks() {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.PRODUCTION, "payments");
		new GrantFixtures(House.portal()).everybodyHasLooked();
		Visit sre = this.visits.of("sre-1").open("/access");
		sre.link("Break the glass…").click();
		sre.locator("#environment").selectOption(environment.name());
		sre.locator("#incident").fill("INC-1234");
		sre.locator("#reason").fill("Orders are lost");
		sre.button("Break the glass").click();
		assertThat(sre.locator("#standing")).containsText("Active");
		assertThat(sre.locator(".alarms")).containsText("sre-1 is in %s by break-glass".formatted(environment.name()));
		sre.page().waitForDownload(() -> sre.button("Download the kubeconfig").click());
		Visit platform = this.visits.of("platform-1").open("/");
		assertThat(platform.locator(".alarms")).containsText("by break-glass");
		platform.isFineOn(1);
		sre.button("Give it back…").click();
		sre.locator("dialog#release button.sure").click();
		assertThat(sre.locator("#standing")).containsText("Ended", PATIENTLY);
		sre.isFineOn(1);
		platform.open(sre.page().url().replaceAll("^.*?/access/", "/access/"));
		platform.locator("input[value=no]").check();
		platform.locator("#finding").fill("There was time to ask");
		platform.button("I have looked at it").click();
		assertThat(platform.locator("#broken")).containsText("it was not right");
		assertThat(platform.locator("#broken")).containsText("was made anew", PATIENTLY);
		sre.open("/break-glass");
		assertThat(sre.button("Break the glass")).isVisible();
	}

	@Test
	void aFileIsShownOnce() {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.DEVELOPMENT, "payments");
		Visit engineer = this.visits.of("engineer-1").open("/access/new");
		engineer.locator("#environment").selectOption(environment.name());
		engineer.locator("#reason").fill("A look at the logs");
		engineer.button("Ask for access").click();
		assertThat(engineer.locator("#standing")).containsText("Active");
		engineer.button("Show it once").click();
		assertThat(engineer.locator(".code.secret")).containsText("current-context: " + environment.name());
		engineer.isFineOn(1);
		engineer.open(engineer.page().url().replaceAll("/reveal$", ""));
		assertThat(engineer.locator(".code.secret")).hasCount(0);
	}

	private static String kubectl(Path kubeconfig, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("groundwork.tools.kubectl"), "--kubeconfig", kubeconfig.toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String out = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return out;
	}

}

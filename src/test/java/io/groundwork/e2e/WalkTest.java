package io.groundwork.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.groundwork.Eventually;
import io.groundwork.Grounds;
import io.groundwork.Proof;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.bundles.Promotion;
import io.groundwork.cloud.Cloud;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * From a wish to an environment that is there, in the browser: real Terraform builds it
 * in the sandbox's cloud, and the pages that are open say so by themselves.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WalkTest {

	/** A machine that has much to do takes its time. */
	private static final LocatorAssertions.ContainsTextOptions PATIENTLY = new LocatorAssertions.ContainsTextOptions()
		.setTimeout(240_000);

	private static final String FOCUSED = "() => (document.activeElement.id || document.activeElement.textContent).trim()";

	@TempDir
	private static Path folder;

	@SuppressWarnings("NullAway.Init")
	private static Grounds grounds;

	private static final Sessions SESSIONS = new Sessions(() -> grounds.portal().address());

	@RegisterExtension
	private final Visits visits = new Visits(SESSIONS);

	@BeforeAll
	static void open() throws Exception {
		grounds = Grounds.open(folder, Map.of());
		Cloud cloud = grounds.portal().bean(Cloud.class);
		Eventually.that(Duration.ofMinutes(1), () -> !cloud.versions().isEmpty());
	}

	@AfterAll
	static void close() {
		grounds.close();
	}

	/**
	 * Two of three are made; for the third the account has no room. What there was of it
	 * is taken away again, the others stand, and the page says what to do. What follows
	 * lives on it.
	 */
	@Test
	@Tag("proof")
	@Order(1)
	void theFoundationIsMadeAsFarAsTheAccountHasRoom() {
		Visit platform = this.visits.of("platform-1").open("/requests");
		platform.link("Provision the foundation").click();
		platform.locator("input[value=production]").uncheck();
		platform.locator("#reason").fill("The beginning of everything");
		platform.button("Ask for them").click();
		assertThat(platform.locator("h1")).hasText("Provision the foundation");
		assertThat(platform.locator("#standing")).containsText("Awaiting approval", PATIENTLY);
		JsonNode fault = JsonMapper.shared()
			.readTree(grounds.call("POST", "/admin/faults", "{\"kind\":\"account-limit\",\"nodes\":7}"));

		Visit reviewer = this.visits.of("reviewer-1").open("/inbox");
		reviewer.page().getByText("Provision the foundation").first().click();
		assertThat(reviewer.locator("#plan")).containsText("staging");
		reviewer.button("Approve the foundation").click();
		assertThat(reviewer.locator("#story")).containsText("Approved by reviewer-1");

		// Nobody loads the page again.
		assertThat(platform.locator("#standing")).containsText("Failed", PATIENTLY);
		Locator waiting = platform.locator("#waiting");
		assertThat(waiting).containsText("2 of 3 are there, and stay.");
		assertThat(waiting).containsText("Account Limit reached");
		assertThat(waiting).containsText("nothing is left");
		assertThat(waiting).containsText("have Linode raise the limit");
		assertThat(platform.locator("#stopwatch")).containsText("of 45 min");
		String resources = grounds.resources();
		String failed = platform.locator("#plan tr:has-text('Failed') td:first-child").innerText().strip();
		String made = failed.equals("staging") ? "development" : "staging";
		assertThat(resources).contains("env:system", "env:" + made, "example-org-" + made)
			.doesNotContain("env:" + failed)
			.doesNotContain("example-org-" + failed);
		platform.isFineOn(2);

		grounds.call("DELETE", "/admin/faults/" + fault.path("id").asLong(), "");
		reviewer.open("/requests");
		assertThat(reviewer.locator("#list")).containsText("Create " + failed);
	}

	/**
	 * The ways that lead there: all of them at full size, otherwise the first.
	 */
	@Test
	@Tag("proof")
	@Order(2)
	void productionIsAskedForAgreedToAndThere() {
		List<Runnable> ways = List.of(() -> byMouse("shop"), () -> withoutScripts("fair"), () -> byKeyboard("desk"));
		ways.subList(0, Proof.size("requests.walks", 1, ways.size())).forEach(Runnable::run);
	}

	private void byMouse(String name) {
		Visit engineer = this.visits.of("engineer-1").open("/requests/new?preset=production");
		engineer.locator("#environment").fill(name);
		engineer.locator("#reason").fill("People depend on it");
		engineer.locator("[name=delivery]").selectOption("gitops");
		engineer.button("Ask for it").click();
		assertThat(engineer.locator("#standing")).containsText("Awaiting approval", PATIENTLY);
		assertThat(engineer.locator("#waiting")).containsText("Waiting for a platform engineer");
		String request = engineer.page().url();

		approve(this.visits.of("reviewer-1"), request);
		assertThat(engineer.locator("#standing")).containsText("1 of 2");
		approve(this.visits.of("platform-1", Screen.PHONE), request);

		// Nobody loads the page again.
		assertThat(engineer.locator("#standing")).containsText("Done", PATIENTLY);
		assertThat(engineer.locator("#story")).containsText("Approved by platform-1");
		engineer.open("/environments/" + name);
		assertThat(engineer.main()).containsText("Ready");
		theBaselineIsLeftToArgo(engineer, name, request.substring(request.lastIndexOf('/') + 1));
	}

	/**
	 * What comes into the cluster is in the GitOps repository, with the request's number
	 * and whoever agreed; nothing of it was put into the cluster.
	 */
	private static void theBaselineIsLeftToArgo(Visit engineer, String name, String request) {
		engineer.open("/requests/" + request);
		assertThat(engineer.locator("#story")).containsText("left to ArgoCD");
		assertThat(grounds.portal().bean(Promotion.class).last(name)).hasValueSatisfying(
				(promoted) -> assertThat(promoted.files()).containsKeys("bundle.json", "network/quota.yaml"));
		assertThat(grounds.lastPromotion()).contains("Request: " + request, "Approved-by: platform-1",
				"Approved-by: reviewer-1");
		Environment environment = grounds.portal().bean(Environments.class).named(name).orElseThrow();
		try (KubernetesClient client = grounds.portal()
			.bean(Clusters.class)
			.grants(grounds.portal().bean(Clusters.class).ownedBy(environment.cluster()).orElseThrow().id())) {
			assertThat(client.nodes().withLabel("groundwork.io/environment", name).list().getItems()).isNotEmpty();
			assertThat(client.namespaces().withLabel("groundwork.io/environment", name).list().getItems()).isEmpty();
		}
	}

	private void withoutScripts(String name) {
		Screen screen = Screen.DESK.withoutScripts();
		Visit engineer = this.visits.of("engineer-1", screen).open("/requests/new");
		engineer.button("Production").click();
		engineer.locator("#environment").fill(name);
		engineer.locator("#reason").fill("People depend on it");
		engineer.button("Ask for it").click();
		String request = engineer.page().url();
		reloadUntil(engineer, "Awaiting approval");
		approve(this.visits.of("reviewer-2", screen), request);
		approve(this.visits.of("platform-1", screen), request);
		reloadUntil(engineer, "Done");
	}

	private void byKeyboard(String name) {
		Visit engineer = this.visits.of("engineer-1").open("/requests/new?preset=production");
		Keyboard keys = engineer.page().keyboard();
		tabTo(engineer, "environment");
		keys.type(name);
		tabTo(engineer, "reason");
		keys.type("By keyboard");
		tabTo(engineer, "Ask for it");
		keys.press("Enter");
		assertThat(engineer.locator("#standing")).containsText("Awaiting approval", PATIENTLY);
		String request = engineer.page().url();
		for (String person : List.of("reviewer-1", "platform-1")) {
			Visit reviewer = this.visits.of(person).open(request);
			reviewer.page().keyboard().press("a");
			assertThat(reviewer.locator("#story")).containsText("Approved by " + person);
		}
		assertThat(engineer.locator("#standing")).containsText("Done", PATIENTLY);
	}

	private static void approve(Visit reviewer, String request) {
		reviewer.open(request);
		reviewer.button("Approve this plan").click();
		assertThat(reviewer.main()).containsText("You approved it");
	}

	private static void reloadUntil(Visit visit, String status) {
		Eventually.that(Duration.ofMinutes(4), Duration.ofSeconds(1), () -> {
			visit.page().reload();
			return visit.locator("#standing").innerText().contains(status);
		});
	}

	private static void tabTo(Visit visit, String what) {
		for (int i = 0; i < 120; i++) {
			if (what.equals(visit.page().evaluate(FOCUSED))) {
				return;
			}
			visit.page().keyboard().press("Tab");
		}
		throw new AssertionError("No key leads to " + what);
	}

}

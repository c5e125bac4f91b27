package io.groundwork.e2e;

import java.util.UUID;

import com.microsoft.playwright.Keyboard;
import io.groundwork.requests.RequestFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Asking for an environment, and agreeing to it: with and without scripts, and by
 * keyboard alone.
 */
class AskingTest {

	private static final String FOCUSED = "() => (document.activeElement.id || document.activeElement.textContent).trim()";

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void withoutScriptsItIsAskedForAndDecidedOn() {
		String name = name();
		Visit engineer = this.visits.of("engineer-1", Screen.DESK.withoutScripts()).open("/requests/new");
		engineer.button("Staging").click();
		engineer.locator("#environment").fill(name);
		engineer.locator("#reason").fill("A place for the fair");
		engineer.button("Production").click();
		// Another preset keeps what is one's own.
		assertThat(engineer.locator("#environment")).hasValue(name);
		assertThat(engineer.locator("[name='pools[0].plan']")).hasValue("g6-standard-8");
		engineer.button("Look whether it can be had").click();
		assertThat(engineer.locator("#looked")).containsText("Can it be had?");
		assertThat(engineer.locator("#looked")).containsText("3 to 10 nodes in fr-par");
		engineer.button("Ask for it").click();
		assertThat(engineer.locator("h1")).hasText("Create " + name);
		assertThat(engineer.locator("#story")).containsText("A place for the fair");

		RequestFixtures requests = new RequestFixtures(House.portal());
		long waiting = requests.waiting("payments", "staging", requests.stranger());
		Visit reviewer = this.visits.of("reviewer-1", Screen.PHONE.withoutScripts()).open("/requests/" + waiting);
		reviewer.button("Deny…").click();
		reviewer.locator("#deny-reason").fill("Not before the fair");
		reviewer.button("Deny it").click();
		assertThat(reviewer.locator("#standing")).containsText("Rejected");
		assertThat(reviewer.locator("#waiting")).containsText("Not before the fair");
	}

	@Test
	void whatIsTypedIsLookedAtWhileItIsTyped() {
		Visit engineer = this.visits.of("engineer-2").open("/requests/new?preset=development");
		engineer.locator("#environment").fill(name());
		engineer.locator("[name='pools[0].min']").fill("many");
		engineer.locator("[name='pools[0].max']").focus();
		assertThat(engineer.locator("#looked")).containsText("pools[0].min is a text");
		engineer.locator("[name='pools[0].min']").fill("2");
		engineer.locator("[name='pools[0].max']").focus();
		assertThat(engineer.locator("#looked")).containsText("2 to 10 nodes in fr-par");
		// What was typed is still there tomorrow.
		engineer.open("/requests/new");
		assertThat(engineer.locator("main")).containsText("You had begun to ask for");
		engineer.link("Go on with it").click();
		assertThat(engineer.locator("[name='pools[0].min']")).hasValue("2");
		engineer.open("/requests/new");
		engineer.button("Forget it").click();
		assertThat(engineer.locator("main")).not().containsText("You had begun to ask for");
	}

	@Test
	void byKeyboardAloneItIsAskedForAndAgreedTo() {
		String name = name();
		Visit engineer = this.visits.of("engineer-1").open("/requests/new?preset=development");
		Keyboard keys = engineer.page().keyboard();
		tabTo(engineer, "environment");
		keys.type(name);
		tabTo(engineer, "reason");
		keys.type("By keyboard");
		tabTo(engineer, "Ask for it");
		keys.press("Enter");
		assertThat(engineer.locator("h1")).hasText("Create " + name);

		RequestFixtures requests = new RequestFixtures(House.portal());
		long waiting = requests.waiting("payments", "staging", requests.stranger());
		Visit reviewer = this.visits.of("reviewer-2").open("/requests/" + waiting);
		reviewer.page().keyboard().press("a");
		assertThat(reviewer.locator("#standing")).containsText("Queued");
		assertThat(reviewer.locator("#story")).containsText("Approved by reviewer-2");
	}

	@Test
	void byKeyboardAloneSeveralAreAgreedTo() {
		RequestFixtures requests = new RequestFixtures(House.portal());
		long first = requests.waiting("search");
		long second = requests.waiting("search");
		Visit reviewer = this.visits.of("engineer-3").open("/inbox");
		Keyboard keys = reviewer.page().keyboard();
		// Others of the team may wait before them.
		for (long one : new long[] { first, second }) {
			String card = "request-" + one;
			for (int i = 0; i < 40 && !card.equals(reviewer.page().evaluate("() => document.activeElement.id")); i++) {
				keys.press("j");
			}
			keys.press("x");
			assertThat(reviewer.locator("#%s [data-key=x]".formatted(card))).isChecked();
		}
		keys.press("x");
		assertThat(reviewer.locator("#request-%d [data-key=x]".formatted(second))).not().isChecked();
		keys.press("x");
		reviewer.locator("#reason").fill("Both are fine");
		keys.press("Enter");
		assertThat(reviewer.locator(".flash")).containsText("You approved requests %d, %d".formatted(first, second));
	}

	@Test
	void withoutScriptsSeveralAreAgreedTo() {
		RequestFixtures requests = new RequestFixtures(House.portal());
		long first = requests.waiting("search");
		Visit engineer = this.visits.of("engineer-3", Screen.PHONE.withoutScripts()).open("/inbox");
		engineer.locator("#request-%d [data-key=x]".formatted(first)).check();
		engineer.button("Approve the chosen").click();
		assertThat(engineer.locator(".flash")).containsText("Request %d".formatted(first));
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

	private static String name() {
		return "dev-" + UUID.randomUUID().toString().substring(0, 8);
	}

}

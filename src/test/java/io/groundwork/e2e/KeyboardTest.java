package io.groundwork.e2e;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything without a mouse.
 */
class KeyboardTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void theFirstStopSkipsToTheContent() {
		Visit visit = this.visits.of("platform-1").open("/audit");
		visit.press("Tab");
		assertThat(visit.locator(".skip")).isFocused();
		assertThat(visit.locator(".skip")).isInViewport();
		visit.press("Enter");
		assertThat(visit.page()).hasURL(House.address() + "/audit#content");
		visit.press("Tab");
		assertThat(focused(visit)).isEqualTo("main");
	}

	@Test
	void tabGoesThroughThePageInTheOrderOfReadingAndIsAlwaysSeen() {
		for (String path : List.of("/", "/me", "/tokens", "/people",
				"/audit?person=auditor-1&action=session.started")) {
			Visit visit = this.visits.of("platform-1").open(path);
			List<Object> order = new ArrayList<>();
			Object all = visit.page()
				.evaluate(
						"""
								() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
									.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
									.map((one, at) => { one.dataset.stop = at; return String(at); })""");
			for (int stops = ((List<?>) all).size(); stops > 0; stops--) {
				visit.press("Tab");
				assertThat(visit.page().evaluate("""
						() => {
							const one = document.activeElement.closest(".choice") ?? document.activeElement;
							return [one, document.activeElement].some((it) => {
								const style = getComputedStyle(it);
								return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
							}) || document.activeElement.matches(".skip");
						}""")).as("focus is seen at stop %d of %s", order.size(), path).isEqualTo(true);
				order.add(visit.page().evaluate("() => document.activeElement.dataset.stop"));
			}
			assertThat(order).as(path).isEqualTo(all);
		}
	}

	@Test
	void slashSearchesAndFindsAPerson() {
		Visit visit = this.visits.of("platform-1").open("/");
		visit.press("/");
		assertThat(visit.locator("#search")).isFocused();
		visit.page().keyboard().type("engineer-");
		visit.press("Enter");
		assertThat(visit.locator("h1")).hasText("Search");
		assertThat(visit.link("engineer-1")).isVisible();
		visit.press("j", "j", "k");
		assertThat(visit.locator(".list tbody tr").first().locator("a")).isFocused();
		visit.press("Enter");
		assertThat(visit.locator("h1")).hasText("engineer-1");
	}

	@Test
	void slashJumpsToASectionByItsFirstLetters() {
		Visit visit = this.visits.of("auditor-1").open("/");
		visit.press("/");
		visit.page().keyboard().type("au");
		visit.press("ArrowDown", "Enter");
		assertThat(visit.page()).hasURL(House.address() + "/audit");
	}

	@Test
	void searchFindsOnlyWhatOneMayOpen() {
		Visit visit = this.visits.of("engineer-1").open("/search?q=e");
		assertThat(visit.main()).not().containsText("Person");
		assertThat(visit.main()).not().containsText("Audit record");
		assertThat(visit.link("Home").last()).isVisible();
	}

	@Test
	void theHelpHoldsTheFocusAndGivesItBack() {
		Visit visit = this.visits.of("engineer-1").open("/tokens");
		Locator back = visit.link("Make a token").first();
		back.focus();
		visit.press("?");
		assertThat(visit.locator("#help:modal")).isVisible();
		for (int times = 0; times < 4; times++) {
			visit.press("Tab");
			// The browser's own frame is a stop too; nothing of the page behind is.
			assertThat(visit.page().evaluate("""
					() => document.activeElement === document.body || !!document.activeElement.closest("#help")"""))
				.isEqualTo(true);
		}
		visit.press("Escape");
		assertThat(visit.locator("#help")).not().isVisible();
		assertThat(back).isFocused();
	}

	@Test
	void keysAreLettersWhereSomebodyTypes() {
		Visit visit = this.visits.of("engineer-1").open("/tokens");
		visit.field("Name").focus();
		visit.page().keyboard().type("j/k?");
		assertThat(visit.field("Name")).hasValue("j/k?");
		assertThat(visit.locator("#help")).not().isVisible();
	}

	@Test
	void aTokenIsMadeAndRevokedByKeysAlone() {
		Visit visit = this.visits.of("engineer-2").open("/tokens");
		reach(visit, visit.field("Name"));
		visit.page().keyboard().type("by-keys");
		reach(visit, visit.locator("[name=scopes][value=write]"));
		visit.press("Space");
		reach(visit, visit.button("Make the token"));
		visit.press("Enter");
		assertThat(visit.locator(".secret pre")).containsText("gw_");
		Locator revoke = visit.button("Revoke… by-keys");
		reach(visit, revoke);
		visit.press("Enter");
		assertThat(visit.locator("dialog:modal")).isVisible();
		visit.press("Escape");
		assertThat(revoke).isFocused();
		visit.press("Enter");
		reach(visit, visit.button("Revoke the token"));
		visit.press("Enter");
		assertThat(visit.locator(".flash")).containsText("is revoked");
	}

	@Test
	void onAPhoneTheMenuOpensAndEscClosesIt() {
		Visit visit = this.visits.of("platform-1", Screen.PHONE).open("/audit");
		assertThat(visit.locator(".sections")).not().isVisible();
		reach(visit, visit.button("Menu"));
		visit.press("Enter");
		assertThat(visit.locator(".sections")).isVisible();
		visit.fits();
		visit.press("Escape");
		assertThat(visit.locator(".sections")).not().isVisible();
		assertThat(visit.button("Menu")).isFocused();
	}

	private static void reach(Visit visit, Locator wanted) {
		for (int stops = 0; stops < 120; stops++) {
			visit.press("Tab");
			if (Boolean.TRUE.equals(wanted.evaluate("(one) => one === document.activeElement"))) {
				return;
			}
		}
		throw new AssertionError("Tab does not lead to " + wanted);
	}

	private static Object focused(Visit visit) {
		return visit.page().evaluate("() => document.activeElement.closest('main') ? 'main' : 'elsewhere'");
	}

}

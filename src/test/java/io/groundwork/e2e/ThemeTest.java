package io.groundwork.e2e;

import java.util.regex.Pattern;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Light and dark as the system says or as chosen; the choice is in the page's first
 * bytes.
 */
class ThemeTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void thePageFollowsTheSystemUntilSomethingIsChosen() {
		Visit visit = this.visits.of("engineer-1").open("/");
		assertThat(visit.isDark()).isFalse();
		visit.prefers(ColorScheme.DARK);
		assertThat(visit.isDark()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aChosenThemeIsInTheFirstBytesOfEveryPage(boolean scripts) {
		Screen screen = scripts ? Screen.DESK : Screen.DESK.withoutScripts();
		Visit visit = this.visits.of("engineer-1", screen).open("/tokens");
		visit.locator(".look summary").click();
		choose(visit, "Dark", scripts);
		assertThat(visit.locator("html")).hasAttribute("data-theme", "dark");
		assertThat(visit.page()).hasURL(House.address() + "/tokens");
		assertThat(visit.isDark()).isTrue();

		Response first = visit.page().navigate("/me");
		assertThat(first.text()).containsPattern(Pattern.compile("<html[^>]* data-theme=\"dark\""));
		assertThat(visit.isDark()).isTrue();

		visit.locator(".look summary").click();
		choose(visit, "Light", scripts);
		visit.prefers(ColorScheme.DARK);
		visit.open("/");
		assertThat(visit.isDark()).isFalse();
		visit.expects(404).open("/nothing/here");
		assertThat(visit.isDark()).isFalse();
	}

	@Test
	void theDensityIsKeptToo() {
		Visit visit = this.visits.of("auditor-1").open("/audit");
		double before = visit.locator("#list tbody tr").first().boundingBox().height;
		visit.locator(".look summary").click();
		choose(visit, "Compact", true);
		assertThat(visit.locator("html")).hasAttribute("data-density", "compact");
		visit.open("/audit");
		assertThat(visit.locator("#list tbody tr").first().boundingBox().height).isLessThan(before);
		assertThat(visit.button("Compact")).hasCount(0);
		visit.locator(".look summary").click();
		assertThat(visit.button("Compact")).hasAttribute("aria-pressed", "true");
		visit.isFineEverywhere();
	}

	private static void choose(Visit visit, String look, boolean scripts) {
		if (scripts) {
			// The script only wants to know that it would be sent on, and does not go.
			visit.expects("ERR_ABORTED");
			visit.page()
				.waitForResponse((answer) -> answer.url().endsWith("/me/look"), () -> visit.button(look).click());
		}
		else {
			visit.button(look).click();
		}
	}

}

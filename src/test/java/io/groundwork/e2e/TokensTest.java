package io.groundwork.e2e;

import java.util.List;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * API tokens: made, shown once, used, revoked; with scripts in the browser and without.
 */
class TokensTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsWrongIsSaidBesideWhatWasTyped(boolean scripts) {
		Visit visit = this.visits.of("engineer-1", screen(scripts)).expects(400).open("/tokens");
		visit.field("Name").fill("kept as typed");
		visit.locator("[name=scopes][value=write]").check();
		visit.field("Lives for").fill("400d");
		visit.button("Make the token").click();
		assertThat(visit.field("Name")).hasValue("kept as typed");
		assertThat(visit.field("Lives for")).hasValue("400d");
		assertThat(visit.locator("[name=scopes][value=write]")).isChecked();
		assertThat(visit.field("Lives for")).hasAttribute("aria-invalid", "true");
		assertThat(visit.locator("#life-wrong")).containsText("within 366 days");
		assertThat(visit.locator("[data-errors]")).containsText("within 366 days");
		if (scripts) {
			assertThat(visit.locator("[data-errors]")).isFocused();
		}
		visit.field("Lives for").fill("30d");
		visit.button("Make the token").click();
		assertThat(visit.locator(".secret pre")).containsText("gw_");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSecretIsShownOnceAndWorksUntilItIsRevoked(boolean scripts) {
		Visit visit = this.visits.of("engineer-1", screen(scripts)).open("/tokens");
		String name = "e2e-once-" + scripts;
		visit.field("Name").fill(name);
		visit.button("Make the token").click();
		String secret = visit.locator(".secret pre").innerText();
		assertThat(House.portal().guest().call("GET", "/api/v1/me", secret, "").statusCode()).isEqualTo(200);

		visit.link("Home").first().click();
		assertThat(visit.locator("h1")).hasText("Home");
		// The browser asks whether to send the form again rather than show what it kept.
		visit.expects("ERR_CACHE_MISS");
		assertThatThrownBy(() -> visit.page().goBack()).hasMessageContaining("ERR_CACHE_MISS");
		assertThat(visit.locator("body")).not().containsText(secret);
		visit.open("/tokens");
		assertThat(visit.locator("body")).containsText(name);
		assertThat(visit.locator("body")).not().containsText(secret);

		visit.button("Revoke… " + name).click();
		assertThat(visit.locator("dialog h2:visible")).hasText("Revoke " + name + "?");
		visit.button("Leave it as it is").click();
		assertThat(visit.locator("dialog h2:visible")).hasCount(0);
		visit.button("Revoke… " + name).click();
		visit.button("Revoke the token").click();
		assertThat(visit.locator(".flash")).containsText("is revoked");
		assertThat(visit.locator("tr:has-text('%s')".formatted(name))).containsText("Revoked");
		assertThat(visit.button("Revoke… " + name)).hasCount(0);
		assertThat(House.portal().guest().call("GET", "/api/v1/me", secret, "").statusCode()).isEqualTo(401);
	}

	@Test
	void theCopyButtonCopiesTheSecret() {
		Visit visit = this.visits.of("engineer-1");
		visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
		visit.open("/tokens");
		visit.field("Name").fill("e2e-copied");
		visit.button("Make the token").click();
		Locator copy = visit.locator(".secret").getByText("Copy");
		copy.click();
		assertThat(visit.locator(".secret button")).hasText("Copied");
		assertThat(visit.page().evaluate("navigator.clipboard.readText()"))
			.isEqualTo(visit.locator(".secret pre").innerText());
	}

	@Test
	void reloadingThePageOfASecretShowsNoSecretOfBefore() {
		Visit visit = this.visits.of("engineer-1").open("/tokens");
		visit.field("Name").fill("e2e-reloaded");
		visit.button("Make the token").click();
		String secret = visit.locator(".secret pre").innerText();
		visit.open(visit.page().url());
		assertThat(visit.locator("h1")).hasText("Tokens");
		assertThat(visit.locator("body")).not().containsText(secret);
	}

	private static Screen screen(boolean scripts) {
		return scripts ? Screen.DESK : Screen.DESK.withoutScripts();
	}

}

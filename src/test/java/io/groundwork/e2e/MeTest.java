package io.groundwork.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everybody sees why they hold what they hold, and where they are signed in.
 */
class MeTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void aRoleIsShownWithTheGroupThatGivesIt() {
		Visit visit = this.visits.of("platform-1").open("/");
		visit.locator(".visitor").click();
		assertThat(visit.locator("h1")).hasText("platform-1");
		assertThat(visit.locator("tr:has(strong:text-is('reviewer'))")).containsText("groundwork-reviewers");
		assertThat(visit.locator("tr:has(strong:text-is('platform'))")).containsText("groundwork-platform");
		assertThat(visit.main()).containsText("platform-1@example.org");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void otherSessionsAreEndedAndThisOneStays(boolean scripts) {
		Screen screen = scripts ? Screen.DESK : Screen.DESK.withoutScripts();
		Visit other = this.visits.stranger(screen);
		other.open("/me");
		other.signIn("sre-1");
		Visit visit = this.visits.stranger(screen);
		visit.open("/me");
		visit.signIn("sre-1");
		assertThat(visit.locator("tr:has-text('This one')")).containsText("Chrome on Linux");
		visit.button("End the others").click();
		assertThat(visit.locator(".flash")).containsText("Ended");
		assertThat(visit.locator("table").last().locator("tbody tr")).hasCount(1);
		assertThat(visit.button("End the others")).hasCount(0);
		House.forget("sre-1");
		// The provider still knows them, so that they come back, but signed in anew.
		other.open("/me");
		assertThat(visit.open("/me").locator("table").last().locator("tbody tr")).hasCount(2);
	}

	@Test
	void somebodyWithoutARoleIsToldWhatToDo() {
		try {
			House.sessions().of("reviewer-2");
			House.jdbc().update("update person set groups = '{}' where name = 'reviewer-2'");
			Visit visit = this.visits.of("reviewer-2").open("/");
			assertThat(visit.main()).containsText("You hold no role");
			visit.isFineEverywhere();
			visit.open("/me");
			assertThat(visit.main()).containsText("Whoever looks after your groups");
			visit.isFineEverywhere();
		}
		finally {
			House.jdbc()
				.update("update person set groups = '{groundwork-reviewers,team-search}' where name = 'reviewer-2'");
		}
	}

}

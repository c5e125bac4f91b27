package io.groundwork.e2e;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A platform engineer looks after people: finds them, locks them, ends what they have.
 */
class PeopleTest {

	private static final String SUBJECT = "engineer-3";

	@RegisterExtension
	private final Visits visits = new Visits();

	@AfterEach
	void unlock() {
		House.forget(SUBJECT);
		House.jdbc()
			.update("update person set locked_at = null, locked_by = null, lock_reason = null where name = ?", SUBJECT);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theLockedAreRefusedAtTheirNextClickUntilUnlocked(boolean scripts) {
		Screen screen = scripts ? Screen.DESK : Screen.DESK.withoutScripts();
		Visit locked = this.visits.of(SUBJECT, screen).open("/");
		assertThat(locked.locator("h1")).hasText("Home");

		Visit visit = this.visits.of("platform-1", screen).open("/");
		visit.locator(".sections").getByText("People").click();
		visit.locator("main input[name=name]").fill("ENGINEER-3");
		visit.button("Find").click();
		assertThat(visit.locator("#list tbody tr")).hasCount(1);
		visit.link(SUBJECT).click();
		visit.field("Reason").fill("Laptop was lost");
		visit.button("Lock this person").click();
		assertThat(visit.locator(".flash")).containsText("engineer-3 is locked");
		assertThat(visit.main()).containsText("Locked by platform-1");
		assertThat(visit.main()).containsText("Laptop was lost");

		locked.locator(".sections").getByText("Tokens").click();
		assertThat(locked.page()).hasURL(House.address() + "/sign-in-failed?reason=locked");
		assertThat(locked.main()).containsText("A platform engineer can say why and unlock it.");

		visit.button("Unlock this person").click();
		assertThat(visit.locator(".flash")).containsText("may sign in again");
		locked.link("Try again").click();
		if (!locked.page().url().startsWith(House.address().toString())) {
			locked.signIn(SUBJECT);
		}
		assertThat(locked.locator(".visitor strong")).hasText(SUBJECT);
	}

	@Test
	void aLockNeedsAReason() {
		Visit visit = this.visits.of("platform-1").expects(400);
		House.sessions().of(SUBJECT);
		visit.open("/people/" + House.person(SUBJECT));
		visit.field("Reason").fill("  ");
		visit.button("Lock this person").click();
		assertThat(visit.locator("#reason-wrong")).containsText("1 to 500 characters");
		assertThat(visit.locator(".page-head .badge")).hasText("Open");
	}

	@Test
	void platformEngineersCannotLockThemselvesOut() {
		Visit visit = this.visits.of("platform-1").expects(409);
		visit.open("/people/" + House.person("platform-1"));
		visit.field("Reason").fill("To see what happens");
		visit.button("Lock this person").click();
		assertThat(visit.main()).containsText("You cannot lock yourself");
	}

	@Test
	void endingEverythingSignsThemOutAndRevokesTheirTokens() {
		Visit other = this.visits.of(SUBJECT).open("/tokens");
		other.field("Name").fill("e2e-ended");
		other.button("Make the token").click();
		String secret = other.locator(".secret pre").innerText();

		Visit visit = this.visits.of("platform-1");
		visit.open("/people/" + House.person(SUBJECT));
		visit.button("End sessions and tokens…").click();
		assertThat(visit.locator("#end")).containsText("revoked for good");
		visit.button("End sessions and tokens").click();
		assertThat(visit.locator(".flash")).containsText("of engineer-3");
		assertThat(House.portal().guest().call("GET", "/api/v1/me", secret, "").statusCode()).isEqualTo(401);

		// The provider still knows them, so that they come back signed in anew.
		int before = sessions();
		other.link("Home").first().click();
		assertThat(other.locator("h1")).hasText("Home");
		assertThat(sessions()).isEqualTo(before + 1);
	}

	private static int sessions() {
		Integer number = House.jdbc()
			.queryForObject("select count(*) from web_session where principal_name = ?", Integer.class,
					"person:" + House.person(SUBJECT));
		return (number != null) ? number : 0;
	}

}

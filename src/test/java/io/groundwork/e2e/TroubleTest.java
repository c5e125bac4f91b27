package io.groundwork.e2e;

import java.util.Map;
import java.util.regex.Pattern;

import io.groundwork.Portal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What went wrong is said with what is unchanged, what to do, and a reference.
 */
class TroubleTest {

	private static final Pattern REFERENCE = Pattern.compile("[0-9a-f]{8,}");

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void aRoleThatIsMissingIsNamedWithTheGroupThatGivesIt() {
		Visit visit = this.visits.of("engineer-1").expects(403).open("/people");
		isHumane(visit, 403, "This is not yours to use");
		assertThat(visit.main()).containsText("needs the role platform");
		assertThat(visit.main()).containsText("groundwork-platform");
		assertThat(visit.locator(".sections")).containsText("Tokens");
		visit.link("Go home").click();
		assertThat(visit.locator("h1")).hasText("Home");
	}

	@Test
	void anAddressOfNothingIsSaidToBeOne() {
		Visit visit = this.visits.of("engineer-1").expects(404).open("/environments/of/tomorrow");
		isHumane(visit, 404, "There is nothing here");
		assertThat(visit.main()).containsText("/environments/of/tomorrow");
	}

	@Test
	void whoAsksTooOftenIsToldToWait() {
		try (Portal strict = House.portal().another(Map.of("groundwork.web.requests-per-minute", 3))) {
			Visit visit = this.visits.of("engineer-2").expects(429);
			for (int times = 0; times < 4; times++) {
				visit.open(strict.address() + "/me");
			}
			isHumane(visit, 429, "Too many requests");
			visit.isFineEverywhere();
		}
	}

	@Test
	void anErrorOfOursHasAReferenceThatIsInTheLog() {
		House.asOwner("alter table api_token rename to api_token_away");
		try {
			Visit visit = this.visits.of("engineer-2").expects(500).open("/tokens");
			isHumane(visit, 500, "Something went wrong on our side");
			visit.isFineEverywhere();
		}
		finally {
			House.asOwner("alter table api_token_away rename to api_token");
		}
		assertThat(this.visits.of("engineer-2").open("/tokens").status()).isEqualTo(200);
	}

	@Test
	void aProviderThatIsSilentForTooLongIsSaidOnAPageThatStandsAlone() {
		House.sessions().of("engineer-2");
		House.portal().issuer().down(true);
		try {
			House.jdbc()
				.update("update person set groups_confirmed_at = now() - interval '1 day' where name = 'engineer-2'");
			Visit visit = this.visits.of("engineer-2").expects(503).open("/");
			isHumane(visit, 503, "The portal cannot work just now");
			visit.isFineEverywhere();
			assertThat(visit.open("/css/of-nobody.css").status()).isEqualTo(503);
		}
		finally {
			House.portal().issuer().down(false);
			// As if the pause were over after which the provider is asked again.
			House.jdbc().update("update person set groups_confirmed_at = now() where name = 'engineer-2'");
		}
		Visit visit = this.visits.of("engineer-2").open("/");
		assertThat(visit.locator("h1")).hasText("Home");
	}

	@Test
	void aPageThatWasOpenForLongerThanItsSessionSaysSo() {
		Visit visit = this.visits.of("engineer-2").expects(403).open("/tokens");
		visit.field("Name").fill("too late");
		visit.locator("main form input[name=_csrf]").last().evaluate("(field) => field.value = 'of before'");
		visit.button("Make the token").click();
		assertThat(visit.main()).containsText("open for longer than its session");
		assertThat(visit.main()).containsText("Nothing was changed");
	}

	private static void isHumane(Visit visit, int status, String heading) {
		assertThat(visit.status()).isEqualTo(status);
		assertThat(visit.locator("h1")).hasText(heading);
		String said = visit.main().innerText();
		assertThat(said).containsPattern(REFERENCE).doesNotContain("Exception", "null", "io.groundwork", "SQL");
		visit.fits();
	}

}

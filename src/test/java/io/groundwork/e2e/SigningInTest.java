package io.groundwork.e2e;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * People come by the provider's page, and see what their roles open and nothing else.
 */
class SigningInTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void theProviderBringsPeopleBackToThePageThatTheyAskedFor() {
		Visit visit = this.visits.stranger();
		visit.open("/tokens?after=");
		assertThat(visit.page().url()).startsWith(House.portal().issuer().address());
		visit.signIn("engineer-2");
		assertThat(visit.page()).hasURL(House.address() + "/tokens?after=");
		assertThat(visit.locator(".visitor strong")).hasText("engineer-2");
	}

	@Test
	void aNameAndAPasswordDoAsWell() {
		Visit visit = this.visits.stranger();
		visit.open("/me");
		visit.field("Name").fill("sre-1");
		visit.field("Password").fill("wrong");
		visit.button("Sign in").click();
		assertThat(visit.locator("[role=alert]")).isVisible();
		visit.field("Name").fill("sre-1");
		visit.field("Password").fill("sre-1-demo");
		visit.button("Sign in").click();
		assertThat(visit.page()).hasURL(House.address() + "/me");
		assertThat(visit.main()).containsText("answers incidents");
	}

	@Test
	void signingOutEndsTheSessionHereAndAtTheProvider() {
		Visit visit = this.visits.stranger();
		visit.open("/");
		visit.signIn("engineer-2");
		visit.button("Sign out").click();
		assertThat(visit.page()).hasURL(House.address() + "/signed-out");
		assertThat(visit.locator("h1")).hasText("You are signed out");
		visit.page().goBack();
		assertThat(visit.page().url()).startsWith(House.portal().issuer().address());
		assertThat(visit.locator("button:has(strong:text-is('engineer-2'))")).isVisible();
	}

	@ParameterizedTest
	@CsvSource({ "engineer-1,To_approve,engineer", "engineer-2,To_approve,engineer", "engineer-3,To_approve,engineer",
			"reviewer-1,To_approve,reviewer", "reviewer-2,To_approve,reviewer",
			"platform-1,To_approve Operations People Audit,'reviewer, platform'", "sre-1,Operations,sre",
			"auditor-1,Audit,auditor" })
	void everybodySeesTheMenuAndThePagesOfTheirRolesOnly(String name, String more, String roles) {
		List<String> extra = Stream.of(more.split(" ")).map((section) -> section.replace('_', ' ')).toList();
		Visit visit = this.visits.of(name).open("/");
		assertThat(visit.locator(".visitor small")).hasText(roles);
		assertThat(visit.locator(".sections a")
			.allInnerTexts()
			.stream()
			.map((text) -> text.lines().findFirst().orElse(""))
			.toList())
			.startsWith("Home", "Environments", "Requests")
			.containsExactlyInAnyOrderElementsOf(Stream
				.concat(Stream.of("Home", "Environments", "Requests", "Access", "Notices", "Catalogue", "Runs",
						"Tokens"), extra.stream())
				.toList());
		for (String section : List.of("Operations", "People", "Audit")) {
			if (extra.contains(section)) {
				visit.locator(".sections").getByText(section).click();
				assertThat(visit.locator("h1")).hasText(section);
				assertThat(visit.locator(".sections [aria-current=page]")).hasText(section);
			}
			else {
				visit.expects(403).open("/" + section.toLowerCase(Locale.ROOT));
				assertThat(visit.status()).isEqualTo(403);
				assertThat(visit.main()).containsText("This needs the role");
			}
		}
	}

}

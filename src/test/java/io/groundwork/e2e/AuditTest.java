package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An auditor searches the record, pages through it, opens a row and takes it along.
 */
class AuditTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void filtersFindWhatTheySay(boolean scripts) {
		Visit visit = this.visits.of("auditor-1", screen(scripts)).open("/audit");
		visit.field("Person").fill("engineer-3");
		visit.field("Action").fill("route.");
		visit.locator("[name=outcome]").selectOption("refused");
		visit.button("Search").click();
		assertThat(visit.page()).hasURL(java.util.regex.Pattern.compile("person=engineer-3"));
		assertThat(visit.field("Person")).hasValue("engineer-3");
		Locator rows = visit.locator("#list tbody tr");
		assertThat(rows.first()).containsText("route.refused");
		for (String row : rows.allInnerTexts()) {
			assertThat(row).contains("engineer-3", "route.refused", "Refused");
		}
		visit.link("Clear").click();
		assertThat(visit.field("Person")).hasValue("");
		assertThat(rows).hasCount(50);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void pagingShowsEveryRowOnce(boolean scripts) {
		Visit visit = this.visits.of("auditor-1", screen(scripts)).open("/audit?to=2000-01-01");
		assertThat(visit.main()).containsText("No row matches");
		// Days before today, so that no row comes in between.
		String yesterday = java.time.LocalDate.now(java.time.ZoneOffset.UTC).minusDays(1).toString();
		visit.open("/audit?to=" + yesterday);
		List<String> first = visit.locator("#list tbody td:first-child").allInnerTexts();
		visit.link("Next").click();
		assertThat(visit.link("Back to the first")).isVisible();
		List<String> second = visit.locator("#list tbody td:first-child").allInnerTexts();
		assertThat(first).hasSize(50).doesNotHaveDuplicates();
		assertThat(second).isNotEmpty().doesNotHaveDuplicates().doesNotContainAnyElementsOf(first);
		visit.link("Back to the first").click();
		assertThat(visit.link("Back to the first")).hasCount(0);
		assertThat(visit.locator("#list tbody td:first-child").allInnerTexts()).isEqualTo(first);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRowOpensToItsDetails(boolean scripts) {
		Visit visit = this.visits.of("auditor-1", screen(scripts))
			.open("/audit?action=token.created&person=engineer-1");
		Locator row = visit.locator("#list tbody tr").last();
		assertThat(row.getByText("nightly-report")).not().isVisible();
		row.locator("summary").click();
		assertThat(row.getByText("nightly-report")).isVisible();
		assertThat(row.getByText("Hash", new Locator.GetByTextOptions().setExact(true))).isVisible();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatCannotBeReadIsSaidAndKept(boolean scripts) {
		Visit visit = this.visits.of("auditor-1", screen(scripts)).expects(400).open("/audit");
		visit.field("From, UTC").fill("yesterday");
		visit.button("Search").click();
		assertThat(visit.main().getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
			.containsText("From is a time in UTC such as");
		assertThat(visit.field("From, UTC")).hasValue("yesterday");
		assertThat(visit.field("From, UTC")).hasAttribute("aria-invalid", "true");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theRecordIsDownloadedWholeOrAsFound(boolean scripts) throws IOException {
		Visit visit = this.visits.of("auditor-1", screen(scripts)).expects("ERR_ABORTED").open("/audit?person=sre-1");
		Download excerpt = visit.page().waitForDownload(() -> visit.link("Download what was found").click());
		assertThat(excerpt.suggestedFilename()).isEqualTo("audit-excerpt.jsonl");
		assertThat(Files.readAllLines(excerpt.path())).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).contains("\"actor\":\"sre-1\""));
		Download whole = visit.page().waitForDownload(() -> visit.link("Download all").click());
		assertThat(whole.suggestedFilename()).isEqualTo("audit.jsonl");
		assertThat(Files.readAllLines(whole.path()).getFirst()).startsWith("{\"seq\":1,");
		// The page is still there and not busy.
		assertThat(visit.locator("[aria-busy]")).hasCount(0);
		assertThat(visit.link("Download all")).isEnabled();
	}

	@Test
	void aRowIsThereAMomentAfterWhatItTellsOf() {
		Visit engineer = this.visits.of("engineer-2").expects(403).open("/people");
		assertThat(engineer.status()).isEqualTo(403);
		Visit visit = this.visits.of("auditor-1").open("/audit?person=engineer-2&subject=route:");
		assertThat(visit.locator("#list tbody tr").first()).containsText("route:GET /people");
	}

	private static Screen screen(boolean scripts) {
		return scripts ? Screen.DESK : Screen.DESK.withoutScripts();
	}

}

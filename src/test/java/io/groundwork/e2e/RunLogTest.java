package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.groundwork.runs.RunRows;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogRuns;
import io.groundwork.runs.log.LogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log of a run in a browser.
 */
class RunLogTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	private final LogRuns runs = new LogRuns(House.portal());

	@Test
	void whatIsLiveIsFollowedToItsEnd() {
		long run = this.runs.add("payments");
		Visit visit = visit("engineer-1");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "plan", 1, 20);
			writer.flush();
			visit.open("/runs/" + run);
			assertThat(line(visit, 20)).isVisible();
			assertThat(visit.locator(".log-state")).containsText("Live, 20 lines so far");
			write(writer, "apply", 21, 300);
			assertThat(line(visit, 300)).isAttached();
			atTheLog(visit);
			assertThat(line(visit, 300)).isInViewport();
			// Whoever reads further up is left in peace.
			line(visit, 30).scrollIntoViewIfNeeded();
			assertThat(visit.button("Follow")).isVisible();
			write(writer, "apply", 301, 310);
			assertThat(line(visit, 310)).isAttached();
			assertThat(line(visit, 310)).not().isInViewport();
			visit.button("Follow").click();
			assertThat(line(visit, 310)).isInViewport();
		}
		this.runs.logs().finish(run, 1);
		assertThat(visit.locator(".log-state")).containsText("Complete, 310 lines");
		assertThat(visit.locator("details.log-step")).hasCount(2);
		assertThat(visit.locator("details.log-step small").last()).hasText("290 lines");
		assertThat(visit.locator(".log-line")).hasCount(310);
	}

	@Test
	void aVeryLongLogIsShownInPieces() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "apply", 1, 10_000);
		}
		this.runs.logs().finish(run, 1);
		Visit visit = visit("engineer-1").open("/runs/" + run);
		assertThat(visit.locator(".log-line")).hasCount(500);
		atTheLog(visit);
		assertThat(line(visit, 10_000)).isInViewport();
		for (int shown = 1_000; shown <= 2_000; shown += 500) {
			visit.link("Older lines").click();
			assertThat(visit.locator(".log-line")).hasCount(shown);
		}
		visit.link("Older lines").click();
		assertThat(line(visit, 7_501)).isAttached();
		assertThat(visit.locator(".log-line")).hasCount(2_000);
		assertThat(line(visit, 10_000)).not().isAttached();
		visit.link("Newer lines").click();
		assertThat(line(visit, 10_000)).isAttached();
		assertThat(numbers(visit)).isEqualTo(
				java.util.stream.IntStream.rangeClosed(8_001, 10_000).mapToObj((number) -> "L" + number).toList());
	}

	@Test
	void aFloodIsShownWithoutLosingTheEnd() {
		long run = this.runs.add("payments");
		Visit visit = visit("engineer-1").open("/runs/" + run);
		assertThat(visit.locator(".log-none")).isVisible();
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "apply", 1, 8_000);
		}
		this.runs.logs().finish(run, 1);
		assertThat(visit.locator(".log-state")).containsText("Complete, 8,000 lines");
		atTheLog(visit);
		assertThat(line(visit, 8_000)).isInViewport();
		List<String> numbers = numbers(visit);
		assertThat(numbers).hasSizeLessThanOrEqualTo(2_000)
			.isEqualTo(java.util.stream.IntStream.rangeClosed(8_001 - numbers.size(), 8_000)
				.mapToObj((number) -> "L" + number)
				.toList());
	}

	@Test
	void aLineIsLinkedTo() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "apply", 1, 3_000);
		}
		this.runs.logs().finish(run, 1);
		Visit visit = visit("engineer-1").open("/runs/%d#L700".formatted(run));
		assertThat(line(visit, 700)).isInViewport();
		line(visit, 702).locator(".log-number").click();
		assertThat(visit.page()).hasURL(House.address() + "/runs/%d?at=702#L702".formatted(run));
		visit.page().reload();
		assertThat(line(visit, 702)).isInViewport();
	}

	@Test
	void filtersShowWhatIsWanted() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "plan", 1, 50);
			writer.line("apply", LogLevel.ERROR, "Error: no capacity", "linode_instance.web", "output", 5);
			writer.flush();
			Visit visit = visit("engineer-1").open("/runs/" + run);
			visit.locator("select[name=level]").selectOption("error");
			visit.button("Show").click();
			assertThat(visit.locator(".log-line")).hasCount(1);
			assertThat(line(visit, 51)).containsText("Error");
			write(writer, "apply", 52, 60);
			writer.line("apply", LogLevel.ERROR, "Error: again", "linode_instance.web", "output", 6);
			assertThat(line(visit, 61)).isVisible();
			assertThat(visit.locator(".log-line")).hasCount(2);
			visit.link("Show all").click();
			assertThat(visit.locator(".log-line")).hasCount(61);
			visit.field("Resource").fill("linode_instance.");
			visit.button("Show").click();
			assertThat(visit.locator(".log-line")).hasCount(2);
		}
		this.runs.logs().finish(run, 1);
	}

	@Test
	void aStepThatSomebodyFoldedStaysFoldedWhileItGoesOn() {
		long run = this.runs.add("payments");
		Visit visit = visit("engineer-1");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "plan", 1, 5);
			write(writer, "apply", 6, 10);
			writer.flush();
			visit.open("/runs/" + run);
			Locator plan = visit.locator("details.log-step[data-step=plan] summary");
			Locator apply = visit.locator("details.log-step[data-step=apply] summary");
			plan.click();
			assertThat(line(visit, 5)).not().isVisible();
			assertThat(line(visit, 6)).isVisible();
			apply.press("Enter");
			assertThat(line(visit, 6)).not().isVisible();
			write(writer, "apply", 11, 30);
			assertThat(apply).containsText("25 lines");
			assertThat(line(visit, 30)).isAttached();
			assertThat(line(visit, 30)).not().isVisible();
			// What comes after it is seen.
			write(writer, "record", 31, 32);
			assertThat(line(visit, 32)).isVisible();
			assertThat(line(visit, 5)).not().isVisible();
			apply.press("Enter");
			assertThat(line(visit, 30)).isVisible();
			assertThat(line(visit, 5)).not().isVisible();
		}
		this.runs.logs().finish(run, 1);
		assertThat(visit.locator(".log-state")).containsText("Complete, 32 lines");
		assertThat(line(visit, 5)).not().isVisible();
	}

	@Test
	void aStepIsLookedAtByItselfAndGoesOnLive() {
		long run = this.runs.add("payments");
		new RunRows(House.portal()).steps(run, "plan done", "apply running");
		Visit visit = visit("engineer-1");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "plan", 1, 40);
			write(writer, "apply", 41, 45);
			writer.flush();
			visit.open("/runs/" + run);
			assertThat(visit.locator("select[name=step] option")).hasText(new String[] { "All", "plan", "apply" });
			visit.locator("select[name=step]").selectOption("apply");
			visit.button("Show").click();
			assertThat(visit.locator(".log-line")).hasCount(5);
			assertThat(visit.locator("details.log-step")).hasCount(1);
			write(writer, "plan", 46, 47);
			write(writer, "apply", 48, 48);
			assertThat(line(visit, 48)).isVisible();
			assertThat(visit.locator(".log-line")).hasCount(6);
			assertThat(line(visit, 46)).not().isAttached();
		}
		this.runs.logs().finish(run, 1);
	}

	@Test
	void aLogIsDownloadedWhileItGoesOnAndWhenItHasEnded() throws IOException {
		long run = this.runs.add("payments");
		Visit visit = visit("engineer-1");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "plan", 1, 3);
			writer.flush();
			visit.open("/runs/" + run);
			assertThat(downloaded(visit)).hasSize(4).last().asString().contains("The run goes on");
		}
		this.runs.logs().finish(run, 1);
		List<String> whole = downloaded(visit);
		assertThat(whole).hasSize(4).last().isEqualTo("-- Complete, 3 lines.");
		assertThat(whole.get(2)).startsWith("     3 ")
			.endsWith("[plan] module.cluster.linode_lke_cluster.main: Still creating... [3]");
	}

	private static List<String> downloaded(Visit visit) throws IOException {
		Download download = visit.page().waitForDownload(() -> visit.link("Download").click());
		assertThat(download.suggestedFilename()).matches("run-\\d+\\.txt");
		return Files.readAllLines(download.path());
	}

	@Test
	void emptyFailingAndLongOnesAreFineEverywhere() {
		long empty = this.runs.add("payments");
		visit("engineer-1").open("/runs/" + empty).isFineEverywhere();
		long failing = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(failing, 1)) {
			failing(writer);
		}
		this.runs.logs().finishIncomplete(failing, 1, 44, "the worker's disk is gone and nothing of it can be read");
		Visit visit = visit("engineer-1").open("/runs/" + failing);
		assertThat(visit.locator(".log-state")).containsText("Incomplete after line 44");
		visit.isFineEverywhere();
		if (Boolean.getBoolean("pictures")) {
			picture(visit, "log-failing");
			picture(visit("engineer-1").open("/runs/" + empty), "log-empty");
		}
	}

	@Test
	void everythingIsReachedWithoutScripts() {
		long run = this.runs.add("payments");
		try (LogWriter writer = this.runs.writer(run, 1)) {
			write(writer, "apply", 1, 1_200);
		}
		Visit visit = this.visits.of("engineer-1", Screen.DESK.withoutScripts()).open("/runs/" + run);
		assertThat(visit.locator(".log-line")).hasCount(500);
		assertThat(visit.link("Refresh")).isVisible();
		visit.link("Older lines").click();
		assertThat(line(visit, 201)).isAttached();
		visit.link("Older lines").click();
		assertThat(visit.locator(".log-line")).hasCount(200);
		assertThat(visit.link("Older lines")).hasCount(0);
		visit.link("Newer lines").click();
		assertThat(line(visit, 700)).isAttached();
		assertThat(visit.locator(".log-line")).hasCount(500);
		assertThat(numbers(visit)).startsWith("L201").endsWith("L700");
		visit.link("Line 300").click();
		assertThat(line(visit, 300)).isInViewport();
		this.runs.logs().finish(run, 1);
	}

	/**
	 * Scrolls the page to where the log is; where it is within the log is its own matter.
	 */
	private static void atTheLog(Visit visit) {
		visit.locator("[data-log-lines]").scrollIntoViewIfNeeded();
	}

	private Visit visit(String name) {
		return this.visits.of(name).expects("/events?after=");
	}

	static void failing(LogWriter writer) {
		writer.line("prepare", LogLevel.INFO, "Taken by worker 3 on node-7; Terraform 1.11.4");
		writer.line("init", LogLevel.INFO, "The folder of the last run fits; nothing to install");
		for (int i = 1; i <= 38; i++) {
			writer.line("apply", (i % 7 == 0) ? LogLevel.DEBUG : LogLevel.INFO,
					"linode_lke_node_pool.pool[\"baseline-%d\"]: Creating... [%ds elapsed]".formatted(i, i * 10),
					"linode_lke_node_pool.pool", "output", i);
		}
		writer.line("apply", LogLevel.WARN, "Warning: Argument is deprecated", "linode_vpc.main", "output", 39);
		writer.line("apply", LogLevel.ERROR,
				"Error: [400] [type] There is no capacity for g6-dedicated-8 in fr-par\n  with linode_lke_node_pool.pool,\n  on main.tf line 14: "
						+ "without-a-gap".repeat(30),
				"linode_lke_node_pool.pool", "output", 40);
	}

	private static void picture(Visit visit, String name) {
		for (Screen screen : Screen.ALL) {
			visit.turn(screen);
			visit.page()
				.screenshot(new Page.ScreenshotOptions()
					.setPath(Path.of("target", "pictures", "%s-%s.png".formatted(name, screen.name()))));
		}
	}

	private static Locator line(Visit visit, int number) {
		return visit.locator("#L" + number);
	}

	@SuppressWarnings("unchecked")
	private static List<String> numbers(Visit visit) {
		return (List<String>) visit.page()
			.evaluate("[...document.querySelectorAll('.log-line')].map((line) => line.id)");
	}

	private static void write(LogWriter writer, String step, int from, int to) {
		for (int i = from; i <= to; i++) {
			writer.line(step, LogLevel.INFO,
					"module.cluster.linode_lke_cluster.main: Still creating... [%d]".formatted(i),
					"module.cluster.linode_lke_cluster.main", null, 0);
		}
	}

}

package io.groundwork.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.groundwork.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The components in a real browser under the real content policy: accessible, within the
 * screen, working by keyboard and without JavaScript.
 */
class LookTest {

	private static final String GALLERY = "/sandbox/components";

	private static ConfigurableApplicationContext server;

	private final List<String> complaints = new ArrayList<>();

	private final List<BrowserContext> contexts = new ArrayList<>();

	@BeforeAll
	static void start() {
		server = GalleryServer.start(Clock.systemUTC());
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void closePages() {
		this.contexts.forEach(BrowserContext::close);
		assertThat(this.complaints).as("what the browser complained about").isEmpty();
	}

	@ParameterizedTest
	@MethodSource("screens")
	void everyComponentIsAccessibleAndWithinTheScreen(ColorScheme scheme, int width) {
		Page page = open(GALLERY + "?refused=true",
				new NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
		assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
		assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
	}

	static Stream<Arguments> screens() {
		return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
			.flatMap((scheme) -> Stream.of(1440, 390).map((width) -> Arguments.of(scheme, width)));
	}

	@Test
	void anErrorPageSaysWhatIsUnchangedAndWhatToDo() {
		Page page = open(GALLERY, new NewContextOptions().setViewportSize(390, 900));
		for (int status : List.of(400, 403, 404, 405, 409, 413, 429, 500, 503)) {
			page.navigate(address(GALLERY + "/errors/" + status));
			assertThat(page.locator("h1")).hasText(Trouble.of(status).heading());
			assertThat(page.locator("main")).containsText(Trouble.of(status).unchanged());
			assertThat(page.locator("main")).containsText(Trouble.of(status).next());
		}
		assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void marksStandOutFromEveryGround(String theme) {
		Page page = open(GALLERY, new NewContextOptions().setColorScheme(ColorScheme.valueOf(theme.toUpperCase())));
		for (String ground : List.of("sunken", "ground", "raised", "float")) {
			for (String text : List.of("ink", "muted", "accent", "good", "wait", "busy", "bad", "quiet")) {
				assertThat(contrast(page, text, ground)).as(text + " on " + ground).isGreaterThanOrEqualTo(4.5);
			}
			assertThat(contrast(page, "edge", ground)).as("edge on " + ground).isGreaterThanOrEqualTo(3);
		}
	}

	@Test
	void theMenuDialogsAndLookWorkWithoutJavaScript() {
		Page page = open(GALLERY, new NewContextOptions().setJavaScriptEnabled(false).setViewportSize(390, 900));
		assertThat(page.getByText("Audit", exact())).not().isVisible();
		page.getByText("Menu", exact()).click();
		assertThat(page.getByText("Audit", exact())).isVisible();
		page.locator(".look summary").click();
		page.locator("button[value=dark]").click();
		assertThat(page).hasURL(address(GALLERY));
		assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
		page.locator(".page-head button.danger").click();
		assertThat(page.locator("#revoke")).isVisible();
		page.locator("#revoke button[type=button]").click();
		assertThat(page.locator("#revoke")).not().isVisible();
		assertThat(page.locator("button[data-copy]").first()).not().isVisible();
	}

	@Test
	void aPageNeedsNeitherAHeadNorAVisitor() {
		Page page = open(GalleryServer.BARE, new NewContextOptions());
		assertThat(page).hasTitle("Bare · Groundwork");
		assertThat(page.locator("main")).hasText(Pattern.compile("Bare\\s+Nothing but this."));
		assertThat(page.getByText("Sign out")).hasCount(0);
		assertThat(page.getByRole(AriaRole.SEARCH)).hasCount(0);
		assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
	}

	@Test
	void theLookTakesEffectAtOnceAndIsKept() {
		Page page = open(GALLERY, new NewContextOptions());
		page.locator(".look summary").click();
		page.waitForResponse((answer) -> answer.url().endsWith("/me/look"),
				() -> page.locator("button[value=compact]").click());
		assertThat(page.locator("html")).hasAttribute("data-density", "compact");
		page.reload();
		assertThat(page.locator("html")).hasAttribute("data-density", "compact");
		assertThat(page.locator("html")).hasAttribute("data-theme", "system");
	}

	@Test
	void dialogsAreModalAndGiveTheFocusBack() {
		Page page = open(GALLERY, new NewContextOptions());
		page.locator(".page-head button.danger").focus();
		page.keyboard().press("Enter");
		assertThat(page.locator("#revoke:modal")).isVisible();
		page.keyboard().press("Escape");
		assertThat(page.locator("#revoke")).not().isVisible();
		assertThat(page.locator(".page-head button.danger")).isFocused();
	}

	@Test
	void slashSearchesQuestionMarkHelpsAndRowsAreWalked() {
		Page page = open(GALLERY, new NewContextOptions());
		page.keyboard().press("?");
		assertThat(page.locator("#help:modal")).isVisible();
		page.keyboard().press("Escape");
		page.keyboard().press("j");
		page.keyboard().press("j");
		assertThat(page.locator(".list tbody tr").nth(1).locator("a")).isFocused();
		page.keyboard().press("k");
		assertThat(page.locator(".list tbody tr").first().locator("a")).isFocused();
		page.keyboard().press("/");
		assertThat(page.locator("#search")).isFocused();
		page.keyboard().type("comp?");
		assertThat(page.locator("#search")).hasValue("comp?");
		page.keyboard().press("Backspace");
		page.keyboard().press("ArrowDown");
		assertThat(page.locator("[role=option][aria-selected=true]")).hasText("Go to Components");
		page.keyboard().press("Enter");
		assertThat(page).hasURL(address(GALLERY));
	}

	@Test
	void sortingFetchesOnlyTheListAndKeepsTheAddress() {
		Page page = open(GALLERY, new NewContextOptions());
		page.evaluate("window.stayed = true");
		page.locator("#sort-at").click();
		assertThat(page.locator("th[aria-sort=ascending]")).hasText("When");
		assertThat(page).hasURL(address(GALLERY + "?sort=at"));
		page.locator("#page-next").click();
		assertThat(page).hasURL(address(GALLERY + "?sort=at&after=MTIzNA%3D%3D"));
		assertThat(page.locator("#page-first")).isVisible();
		assertThat(page.evaluate("window.stayed")).isEqualTo(true);
	}

	@Test
	void aFilterLeavesNoEmptyNamesInTheAddress() {
		Page page = open(GALLERY, new NewContextOptions());
		page.locator("[name=person]").fill("engineer-1");
		assertThat(page).hasURL(address(GALLERY + "?sort=-at&person=engineer-1"));
	}

	@Test
	void aCountdownTurnsAmberAndEnds() {
		BrowserContext context = context(new NewContextOptions());
		Page page = context.newPage();
		page.clock().install();
		page.navigate(address(GALLERY));
		var countdown = page.locator("#times .countdown").first();
		assertThat(countdown).hasText("42 minutes");
		page.clock().fastForward("15:00");
		assertThat(countdown).hasText("27 minutes");
		assertThat(countdown).hasClass("countdown wait");
		page.clock().fastForward("30:00");
		assertThat(countdown).hasText("ended");
	}

	@Test
	void theTextOfATimeIsTheSameFromServerAndScript() {
		Page page = open(GALLERY, new NewContextOptions());
		List<?> before = (List<?>) page.locator("time[data-ago], time[data-countdown]").evaluateAll("""
				(all) => all.map((one) => one.textContent)""");
		page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
		assertThat(page.locator("time[data-ago], time[data-countdown]").evaluateAll("""
				(all) => all.map((one) => one.textContent)""")).isEqualTo(before);
	}

	@Test
	void motionIsOnlyForThoseWhoDoNotMind() {
		Page page = open(GALLERY, new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
		assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
	}

	private static Page.GetByTextOptions exact() {
		return new Page.GetByTextOptions().setExact(true);
	}

	private static double contrast(Page page, String mark, String ground) {
		return ((Number) page.evaluate(
				"""
						({ mark, ground }) => {
							const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
							const luminance = (name) => {
								const probe = document.createElement("i");
								probe.style.color = `var(--${name})`;
								document.body.append(probe);
								context.fillStyle = getComputedStyle(probe).color;
								probe.remove();
								context.fillRect(0, 0, 1, 1);
								const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((part) => {
									const share = part / 255;
									return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
								});
								return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
							};
							const [one, other] = [luminance(mark), luminance(ground)];
							return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
						}""",
				Map.of("mark", mark, "ground", ground)))
			.doubleValue();
	}

	private Page open(String path, NewContextOptions options) {
		Page page = context(options).newPage();
		page.navigate(address(path));
		return page;
	}

	private BrowserContext context(NewContextOptions options) {
		BrowserContext context = Chromium.context(options);
		this.contexts.add(context);
		context.onConsoleMessage((message) -> this.complaints.add(message.type() + ": " + message.text()));
		context.onWebError((error) -> this.complaints.add(error.error()));
		context.onResponse((answer) -> {
			if (answer.status() >= 400) {
				this.complaints.add(answer.status() + " " + answer.url());
			}
		});
		return context;
	}

	private static String address(String path) {
		return GalleryServer.address(server) + path;
	}

}

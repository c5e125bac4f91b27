package io.groundwork.e2e;

import java.util.ArrayList;
import java.util.List;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One person at one browser. What the browser complains about fails the test, unless the
 * test said that it would.
 */
final class Visit {

	private static final String AXE = AxeBuilder.getAxeScript();

	private final BrowserContext context;

	private final List<String> said = new ArrayList<>();

	private final List<String> expected = new ArrayList<>();

	private final Page page;

	private int status;

	Visit(BrowserContext context) {
		this.context = context;
		context.onConsoleMessage((message) -> this.said
			.add("console %s: %s (%s)".formatted(message.type(), message.text(), message.location())));
		context.onWebError((error) -> this.said.add("script: " + error.error()));
		context.onRequestFailed((request) -> {
			// What is under way when somebody leaves a page, or has heard the end, is
			// given
			// up.
			if (!request.failure().contains("ERR_ABORTED")) {
				this.said.add("failed: %s %s".formatted(request.failure(), request.url()));
			}
		});
		context.onResponse((response) -> {
			if (response.status() >= 400) {
				this.said.add("status of %d: %s".formatted(response.status(), response.url()));
			}
		});
		this.page = context.newPage();
	}

	Page page() {
		return this.page;
	}

	BrowserContext context() {
		return this.context;
	}

	/**
	 * Opens a page of the portal.
	 */
	Visit open(String path) {
		@Nullable Response response = this.page.navigate(path);
		this.status = (response != null) ? response.status() : 0;
		return this;
	}

	/**
	 * The status of the page that was opened last.
	 */
	int status() {
		return this.status;
	}

	/**
	 * Says that the browser will complain about this status.
	 */
	Visit expects(int status) {
		return expects("status of " + status);
	}

	Visit expects(String text) {
		this.expected.add(text);
		return this;
	}

	void signIn(String name) {
		this.page.locator("button:has(strong:text-is('%s'))".formatted(name)).click();
	}

	Locator locator(String selector) {
		return this.page.locator(selector);
	}

	Locator button(String name) {
		return this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	Locator link(String name) {
		return this.page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	Locator field(String label) {
		return this.page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
	}

	Locator main() {
		return this.page.locator("main");
	}

	/**
	 * Presses keys once the page listens: who is quicker than its scripts, as a test may
	 * be, is not heard.
	 */
	void press(String... keys) {
		this.page.waitForLoadState(LoadState.DOMCONTENTLOADED);
		for (String key : keys) {
			this.page.keyboard().press(key);
		}
	}

	/**
	 * The page at another width and in another theme, without asking for it again.
	 */
	void turn(Screen screen) {
		this.page.setViewportSize(screen.width(), screen.height());
		this.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(screen.scheme()));
	}

	/**
	 * Nothing reaches beyond the screen's right edge.
	 */
	void fits() {
		assertThat(this.page.evaluate("""
				() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
					.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5)
					.map((one) => `${one.outerHTML.slice(0, 160)} ends at ${one.getBoundingClientRect().right}`)
					.slice(0, 8).concat(`${document.documentElement.scrollWidth} pixels on ${innerWidth}`)"""))
			.as("what is too wide on " + this.page.url())
			.isEqualTo(List.of());
	}

	/**
	 * Nothing that axe knows to be an obstacle.
	 */
	void accessible() {
		obstacles("{ resultTypes: ['violations'] }");
	}

	/**
	 * The same of what depends on the width and on the theme, after all of it was looked
	 * at on another screen.
	 */
	private void stillAccessible() {
		obstacles("""
				{ resultTypes: ['violations'], runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block',
					'scrollable-region-focusable', 'aria-hidden-focus', 'bypass'] } }""");
	}

	private void obstacles(String options) {
		// By its own builder the script would be sent again for each look at the same
		// page.
		if (!Boolean.TRUE.equals(this.page.evaluate("() => 'axe' in window"))) {
			this.page.evaluate(AXE);
		}
		assertThat(this.page.evaluate(
				"""
						async () => (await axe.run(%s)).violations.map(({ id, help, nodes }) =>
							[`${id}: ${help}`, ...nodes.slice(0, 4).map((node) => `${node.html} ${node.failureSummary}`)].join("\\n    "))"""
					.formatted(options)))
			.as("obstacles on " + this.page.url())
			.isEqualTo(List.of());
	}

	/**
	 * At both widths and in both themes it fits and has no obstacle.
	 */
	void isFineEverywhere() {
		isFineOn(4);
	}

	/**
	 * On so many screens it fits and has no obstacle; two of them are both widths and
	 * both themes already, and not all pairs of these.
	 */
	void isFineOn(int screens) {
		List<Screen> all = List.of(Screen.DESK, Screen.PHONE.dark(), Screen.PHONE, Screen.DESK.dark());
		for (Screen screen : all.subList(0, screens)) {
			turn(screen);
			fits();
			if (screen == all.getFirst() || screens == all.size()) {
				accessible();
			}
			else {
				stillAccessible();
			}
		}
		turn(Screen.DESK);
	}

	boolean isDark() {
		return Boolean.TRUE.equals(this.page.evaluate(
				"""
						() => {
							const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
							context.fillStyle = getComputedStyle(document.body).backgroundColor;
							context.fillRect(0, 0, 1, 1);
							return context.getImageData(0, 0, 1, 1).data[0] < 128;
						}"""));
	}

	void prefers(ColorScheme scheme) {
		this.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
	}

	/**
	 * What the browser complained about though nobody expected it.
	 */
	List<String> complaints() {
		// Whatever it said until now has arrived when it has answered this.
		this.page.evaluate("1");
		return this.said.stream().filter((text) -> this.expected.stream().noneMatch(text::contains)).toList();
	}

	List<String> said() {
		return this.said;
	}

}

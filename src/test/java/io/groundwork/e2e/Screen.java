package io.groundwork.e2e;

import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * What somebody sits in front of.
 *
 * @param width in pixels
 * @param scheme what their system prefers
 * @param scripts whether their browser runs JavaScript
 */
record Screen(int width, ColorScheme scheme, boolean scripts) {

	static final Screen DESK = new Screen(1440, ColorScheme.LIGHT, true);

	static final Screen PHONE = new Screen(390, ColorScheme.LIGHT, true);

	static final List<Screen> ALL = List.of(DESK, DESK.dark(), PHONE, PHONE.dark());

	/**
	 * For the name of a picture.
	 */
	String name() {
		return this.width + ((this.scheme == ColorScheme.DARK) ? "-dark" : "-light");
	}

	Screen dark() {
		return new Screen(this.width, ColorScheme.DARK, this.scripts);
	}

	Screen withoutScripts() {
		return new Screen(this.width, this.scheme, false);
	}

	int height() {
		return (this.width < 600) ? 844 : 900;
	}

	Browser.NewContextOptions options() {
		return new Browser.NewContextOptions().setViewportSize(this.width, height())
			.setColorScheme(this.scheme)
			.setJavaScriptEnabled(this.scripts)
			.setReducedMotion(ReducedMotion.REDUCE)
			.setLocale("en-GB")
			.setTimezoneId("UTC");
	}

}

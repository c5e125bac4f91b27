package io.groundwork;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own Chromium, started once for all tests of this JVM; Playwright must not
 * bring one. It is waited for as long as a busy machine needs.
 */
public final class Chromium {

	private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-gpu",
			"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
			"--disable-sync");

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static @Nullable Browser running;

	private Chromium() {
	}

	private static synchronized Browser get() {
		Browser browser = running;
		if (browser == null) {
			Playwright playwright = Playwright
				.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
			browser = playwright.chromium()
				.launch(new BrowserType.LaunchOptions().setExecutablePath(executable()).setArgs(ARGUMENTS));
			running = browser;
			PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
			Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
		}
		return browser;
	}

	/**
	 * Somebody at this browser, with nothing in it yet.
	 */
	public static BrowserContext context(Browser.NewContextOptions options) {
		BrowserContext context = get().newContext(options);
		context.setDefaultTimeout(PATIENCE.toMillis());
		return context;
	}

	private static Path executable() {
		Path path = Path.of(System.getProperty("groundwork.tools.chromium", "/usr/bin/chromium"));
		if (!path.toFile().canExecute()) {
			throw new IllegalStateException(
					"There is no Chromium at %s; scripts/tools chromium installs it and says where it is"
						.formatted(path));
		}
		return path;
	}

}

package io.groundwork.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own Chromium, started once for all tests; Playwright must not bring one.
 */
final class Chromium {

	private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-gpu",
			"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
			"--disable-sync");

	private static @Nullable Browser running;

	private Chromium() {
	}

	static synchronized Browser get() {
		Browser browser = running;
		if (browser == null) {
			Playwright playwright = Playwright
				.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
			browser = playwright.chromium()
				.launch(new BrowserType.LaunchOptions().setExecutablePath(executable()).setArgs(ARGUMENTS));
			running = browser;
			Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
		}
		return browser;
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

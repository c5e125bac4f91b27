package io.groundwork.e2e;

import java.nio.file.Path;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.groundwork.Chromium;

/**
 * Takes the pictures of the README, from the running portal after a week of the demo
 * people's doings; with {@code all}, also every page in every state, into target.
 */
public final class Pictures {

	private static final Sight README = new Sight("home", "platform-1", (visit) -> {
		visit.open("/audit");
		visit.locator("tr:has-text('token.revoked') summary").first().click();
	});

	private Pictures() {
	}

	public static void main(String[] args) {
		try {
			for (Screen screen : List.of(Screen.DESK, Screen.DESK.dark())) {
				take(README, screen, Path.of("docs", "pictures", "audit-%s.png".formatted(theme(screen))), false);
			}
			if (List.of(args).contains("all")) {
				takeAll(Sight.usual());
				Growth.grow();
				takeAll(Sight.grown());
			}
			System.exit(0);
		}
		catch (RuntimeException | AssertionError ex) {
			ex.printStackTrace();
			// The portal's threads would go on.
			System.exit(1);
		}
	}

	private static void takeAll(List<Sight> sights) {
		for (Screen screen : Screen.ALL) {
			for (Sight sight : sights) {
				String file = "%s-%s.png".formatted(sight.name(), screen.name());
				take(sight, screen, Path.of("target", "pictures", file), true);
			}
		}
	}

	private static void take(Sight sight, Screen screen, Path file, boolean whole) {
		Browser.NewContextOptions options = screen.options().setBaseURL(House.address().toString());
		if (sight.person() != null) {
			options.setStorageState(House.sessions().of(sight.person()));
		}
		try (BrowserContext context = Chromium.context(options)) {
			Visit visit = new Visit(context);
			sight.way().accept(visit);
			visit.page().screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(whole));
			System.out.println(file);
		}
	}

	private static String theme(Screen screen) {
		return (screen.scheme() == ColorScheme.DARK) ? "dark" : "light";
	}

}

package io.groundwork.e2e;

import java.nio.file.Path;
import java.util.List;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

/**
 * Takes the pictures of the README, from the running portal after a week of the demo
 * people's doings; with {@code all}, also every page in every state, into target.
 */
public final class Pictures {

	private Pictures() {
	}

	public static void main(String[] args) {
		try {
			take(args);
			System.exit(0);
		}
		catch (RuntimeException | AssertionError ex) {
			ex.printStackTrace();
			// The portal's threads would go on.
			System.exit(1);
		}
	}

	private static void take(String... args) {
		for (Screen screen : List.of(Screen.DESK, Screen.DESK.dark())) {
			take(screen, "platform-1", Path.of("docs", "pictures", "home-%s.png".formatted(word(screen))), false,
					(visit) -> visit.open("/audit"));
		}
		if (List.of(args).contains("all")) {
			everywhere(Sight.usual());
			Growth.grow();
			everywhere(Sight.grown());
		}
	}

	private static void everywhere(List<Sight> sights) {
		for (Screen screen : List.of(Screen.DESK, Screen.PHONE)) {
			for (Screen one : List.of(screen, screen.dark())) {
				sights.forEach((sight) -> take(one, sight));
			}
		}
	}

	private static void take(Screen screen, Sight sight) {
		take(screen, sight.person(),
				Path.of("target", "pictures", "%s-%d-%s.png".formatted(sight.name(), screen.width(), word(screen))),
				true, sight.way());
	}

	private static void take(Screen screen, @org.jspecify.annotations.Nullable String person, Path file, boolean whole,
			java.util.function.Consumer<Visit> way) {
		Browser.NewContextOptions options = screen.options().setBaseURL(House.address().toString());
		if (person != null) {
			options.setStorageState(House.session(person));
		}
		try (BrowserContext context = Chromium.get().newContext(options)) {
			Visit visit = new Visit(context);
			try {
				way.accept(visit);
			}
			catch (AssertionError ex) {
				System.out.println(visit.page().url() + visit.said() + ex.getMessage());
			}
			visit.page().screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(whole));
			System.out.println(file);
		}
	}

	private static String word(Screen screen) {
		return (screen.scheme() == ColorScheme.DARK) ? "dark" : "light";
	}

}

package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotType;
import com.microsoft.playwright.options.ColorScheme;
import io.groundwork.Chromium;

/**
 * Takes the pictures of the README and one of every page, from the running portal after a
 * week of the demo people's doings; with {@code all}, also every page on every screen,
 * into target; with names, only those pages.
 */
public final class Pictures {

	private static final Sight README = new Sight("home", "platform-1", (visit) -> {
		visit.open("/audit");
		visit.locator("tr:has-text('token.revoked') summary").first().click();
	});

	/** One of every page, for whoever wants to see them before they run it. */
	static final Path IMAGES = Path.of("docs", "images");

	private Pictures() {
	}

	public static void main(String[] args) {
		try {
			List<String> named = List.of(args).stream().filter((name) -> !name.equals("all")).toList();
			for (Screen screen : named.isEmpty() ? List.of(Screen.DESK, Screen.DESK.dark()) : List.<Screen>of()) {
				take(README, screen, Path.of("docs", "pictures", "audit-%s.png".formatted(theme(screen))), false);
			}
			Files.createDirectories(IMAGES);
			for (Sight sight : Sight.usual()) {
				if (named.isEmpty() || named.contains(sight.name())) {
					image(sight);
				}
			}
			if (List.of(args).contains("all")) {
				takeAll(Sight.usual());
				Growth.grow();
				takeAll(Sight.grown());
			}
			System.exit(0);
		}
		catch (IOException | RuntimeException | AssertionError ex) {
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

	private static void image(Sight sight) {
		show(sight, Screen.DESK,
				(page) -> page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(sight.image()))
					.setType(ScreenshotType.JPEG)
					.setQuality(60)));
	}

	private static void take(Sight sight, Screen screen, Path file, boolean whole) {
		show(sight, screen, (page) -> page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(whole)));
		System.out.println(file);
	}

	private static void show(Sight sight, Screen screen, Consumer<Page> camera) {
		Browser.NewContextOptions options = screen.options().setBaseURL(House.address().toString());
		if (sight.person() != null) {
			options.setStorageState(House.sessions().of(sight.person()));
		}
		try (BrowserContext context = Chromium.context(options)) {
			Visit visit = new Visit(context);
			sight.way().accept(visit);
			camera.accept(visit.page());
		}
	}

	private static String theme(Screen screen) {
		return (screen.scheme() == ColorScheme.DARK) ? "dark" : "light";
	}

}

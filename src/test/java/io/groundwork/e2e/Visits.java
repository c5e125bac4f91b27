package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import io.groundwork.Chromium;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Brings people to the portal, each with a browser of their own that is new for each
 * test; of a failing test it keeps what they saw.
 */
final class Visits implements AfterEachCallback {

	private static final Path KEPT = Path.of("target", "e2e");

	private final List<Visit> visits = new ArrayList<>();

	private final Sessions sessions;

	Visits() {
		this(House.sessions());
	}

	/**
	 * To another portal.
	 */
	Visits(Sessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * Somebody who has signed in, at a desk.
	 */
	Visit of(String person) {
		return of(person, Screen.DESK);
	}

	Visit of(String person, Screen screen) {
		return keep(new Visit(Chromium.context(screen.options()
			.setBaseURL(this.sessions.address().toString())
			.setStorageState(this.sessions.of(person)))));
	}

	/**
	 * Somebody who has not.
	 */
	Visit stranger() {
		return stranger(Screen.DESK);
	}

	Visit stranger(Screen screen) {
		return keep(new Visit(Chromium.context(screen.options().setBaseURL(this.sessions.address().toString()))));
	}

	private Visit keep(Visit visit) {
		this.visits.add(visit);
		return visit;
	}

	@Override
	public void afterEach(ExtensionContext test) throws IOException {
		Map<String, List<String>> complaints = new LinkedHashMap<>();
		try {
			for (Visit visit : this.visits) {
				List<String> unexpected = visit.complaints();
				if (!unexpected.isEmpty()) {
					complaints.put(visit.page().url(), unexpected);
				}
			}
			if (test.getExecutionException().isPresent() || !complaints.isEmpty()) {
				keep(test);
			}
		}
		finally {
			this.visits.forEach((visit) -> visit.context().close());
			this.visits.clear();
		}
		assertThat(complaints).as("what the browser complained about").isEmpty();
	}

	private void keep(ExtensionContext test) throws IOException {
		String name = "%s.%s.%s"
			.formatted(test.getRequiredTestClass().getSimpleName(), test.getRequiredTestMethod().getName(),
					test.getDisplayName())
			.replaceAll("[^A-Za-z0-9.-]+", "-");
		Path folder = KEPT.resolve(name.substring(0, Math.min(120, name.length())));
		Files.createDirectories(folder);
		for (int number = 0; number < this.visits.size(); number++) {
			Visit visit = this.visits.get(number);
			try {
				visit.page()
					.screenshot(
							new Page.ScreenshotOptions().setPath(folder.resolve(number + ".png")).setFullPage(true));
				Files.writeString(folder.resolve(number + ".html"), visit.page().content());
			}
			catch (PlaywrightException ex) {
				Files.writeString(folder.resolve(number + ".lost.txt"), String.valueOf(ex.getMessage()));
			}
			Files.write(folder.resolve(number + ".console.txt"), visit.said());
		}
		System.out.println("What this test saw is kept in " + folder);
	}

}

package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import io.groundwork.Chromium;
import io.groundwork.bench.Figure;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;

import org.springframework.util.FileSystemUtils;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Somebody who has never been here, from the provider's page to the pods of an
 * environment, by what the screen says and nothing else: each click and each line that
 * they type is counted.
 */
public final class FirstPods {

	private static final int MOST = 12;

	private final Visit visit;

	private final Path home;

	private int steps;

	private FirstPods(Visit visit, Path home) {
		this.visit = visit;
		this.home = home;
	}

	/**
	 * Walks it.
	 * @param home an empty folder
	 */
	static Way walk(Visit visit, Environment environment, Path home) throws IOException, InterruptedException {
		FirstPods walk = new FirstPods(visit, home);
		visit.open("/");
		assertThat(visit.button("Sign in")).isVisible();
		long start = System.nanoTime();
		walk.type(visit.field("Name"), "engineer-2");
		walk.type(visit.field("Password"), "engineer-2-demo");
		walk.click(visit.button("Sign in"));
		walk.click(visit.link("Ask for access").first());
		// To open the list, and to choose.
		walk.steps += 2;
		visit.locator("#environment").selectOption(environment.name());
		walk.type(visit.locator("#reason"), "A look at the logs");
		walk.click(visit.button("Ask for access"));
		assertThat(visit.locator("#standing")).containsText("Active");
		walk.steps++;
		Download download = visit.page().waitForDownload(() -> visit.button("Download the kubeconfig").click());
		Path downloads = Files.createDirectories(home.resolve("Downloads"));
		download.saveAs(downloads.resolve(download.suggestedFilename()));
		List<String> lines = visit.locator("#door .code").first().innerText().lines().toList();
		StringBuilder script = new StringBuilder();
		for (String line : lines.stream().filter((text) -> text.matches("(export|kubectl) .*")).toList()) {
			walk.steps++;
			script.append(line).append('\n');
			if (line.equals("kubectl get pods")) {
				break;
			}
		}
		String said = walk.shell(script.toString());
		return new Way(walk.steps, (System.nanoTime() - start) / 1e9, said);
	}

	private void type(Locator field, String text) {
		this.steps++;
		field.fill(text);
	}

	private void click(Locator what) {
		this.steps++;
		what.click();
	}

	private String shell(String script) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", script).redirectErrorStream(true);
		Map<String, String> environment = builder.environment();
		environment.put("HOME", this.home.toString());
		environment.merge("PATH", System.getProperty("groundwork.tools.kubectl").replaceFirst("/[^/]*$", ""),
				(path, kubectl) -> kubectl + ":" + path);
		Process process = builder.start();
		String said = new String(process.getInputStream().readAllBytes());
		if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
			throw new IllegalStateException(script + said);
		}
		return said;
	}

	/**
	 * Counts and times it, for somebody who has nothing yet.
	 */
	public static List<Figure> bench() throws Exception {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.DEVELOPMENT, "payments");
		Path home = Files.createTempDirectory("home");
		try (BrowserContext context = Chromium.context(Screen.DESK.options().setBaseURL(House.address().toString()))) {
			Way way = walk(new Visit(context), environment, home);
			return List.of(new Figure("access.firstPods", way.steps(), "steps", (double) MOST, way
				.steps() <= MOST, String.format(Locale.ROOT,
						"clicks and typed lines from the sign-in page to kubectl get pods, following the screen, in a scripted browser; %.1f s for a machine",
						way.seconds())));
		}
		finally {
			FileSystemUtils.deleteRecursively(home);
		}
	}

	/**
	 * How it went.
	 *
	 * @param steps clicks and typed lines
	 * @param seconds how long a machine took
	 * @param said what the shell said
	 */
	record Way(int steps, double seconds, String said) {

	}

}

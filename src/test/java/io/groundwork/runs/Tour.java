package io.groundwork.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.groundwork.Portal;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who types what docs/tour.md says, section by section, into one shell.
 */
final class Tour implements AutoCloseable {

	private static final Path PAGE = Path.of("docs", "tour.md");

	private static final Pattern COMMANDS = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL);

	/** What the shell says when it has come so far. */
	private static final String HERE = "--- here ---";

	private final Deque<Section> sections = new ArrayDeque<>();

	private final Process shell;

	private final BufferedReader said;

	private Tour(Path folder) throws IOException {
		for (String text : Files.readString(PAGE).split("(?m)^## ")) {
			this.sections.add(new Section(text.lines().findFirst().orElse(""),
					COMMANDS.matcher(text).results().map((MatchResult result) -> result.group(1)).toList()));
		}
		this.shell = new ProcessBuilder("bash", "-e", "-u", "-o", "pipefail").directory(folder.toFile())
			.redirectErrorStream(true)
			.start();
		this.said = this.shell.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * @param folder where the file is to be that make run writes
	 */
	static Tour of(Portal portal, Path folder) throws IOException {
		List<Map<String, String>> people = new ArrayList<>();
		for (String name : List.of("engineer-1", "engineer-2", "reviewer-1", "platform-1", "auditor-1")) {
			HttpResponse<String> made = portal.guest()
				.call("POST", "/api/v1/tokens", portal.issuer().accessToken(name),
						"{\"name\":\"tour\",\"scopes\":[\"read\",\"write\"]}");
			people.add(
					Map.of("name", name, "token", JsonMapper.shared().readTree(made.body()).path("secret").asString()));
		}
		Path file = Files.createDirectories(folder.resolve(".sandbox")).resolve("sandbox.json");
		Files.writeString(file, JsonMapper.shared()
			.writeValueAsString(Map.of("portal", portal.address().toString(), "people", people)));
		return new Tour(folder);
	}

	/**
	 * Goes on until the next section is that one.
	 */
	void until(String title) {
		while (!this.sections.getFirst().title().equals(title)) {
			walk(this.sections.removeFirst());
		}
	}

	/**
	 * Goes on to the end.
	 */
	void rest() {
		while (!this.sections.isEmpty()) {
			walk(this.sections.removeFirst());
		}
	}

	private void walk(Section section) {
		for (String commands : section.commands()) {
			StringBuilder heard = new StringBuilder();
			// Whoever waits for what never comes is sent home.
			try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
				ScheduledFuture<?> late = clock.schedule(this.shell::destroyForcibly, 6, TimeUnit.MINUTES);
				var typed = this.shell.outputWriter(StandardCharsets.UTF_8);
				typed.write(commands + "printf '\\n%s\\n' '" + HERE + "'\n");
				typed.flush();
				for (String line = this.said.readLine(); !HERE.equals(line); line = this.said.readLine()) {
					if (line == null) {
						throw new AssertionError("In the section %s the shell ended at%n%s%nhaving said%n%s"
							.formatted(section.title(), commands, heard));
					}
					heard.append(line).append('\n');
				}
				late.cancel(false);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("In %s: %s".formatted(section.title(), heard), ex);
			}
		}
	}

	@Override
	public void close() throws Exception {
		this.shell.outputWriter(StandardCharsets.UTF_8).close();
		if (!this.shell.waitFor(10, TimeUnit.SECONDS)) {
			this.shell.destroyForcibly();
		}
	}

	/**
	 * What stands under a heading.
	 */
	private record Section(String title, List<String> commands) {

	}

}

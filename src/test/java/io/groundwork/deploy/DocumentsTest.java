package io.groundwork.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentsTest {

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

	private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");

	@Test
	void everyLinkLeadsSomewhere() throws IOException {
		List<String> dead = new ArrayList<>();
		for (Path document : documents()) {
			LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""))
				.results()
				.map((link) -> link.group(1))
				.filter((link) -> !link.contains("://") && !leadsSomewhere(document, link))
				.forEach((link) -> dead.add(document + " → " + link));
		}
		assertThat(dead).isEmpty();
	}

	@Test
	void noTwoDecisionsHaveOneNumber() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("docs/decisions"))) {
			List<String> names = files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.equals("README.md"))
				.toList();
			assertThat(names).isNotEmpty().allMatch((name) -> name.matches("\\d{4}(-[a-z0-9]+)+\\.md"));
			assertThat(names).extracting((name) -> name.substring(0, 4)).doesNotHaveDuplicates();
		}
	}

	@Test
	void whatOperatorsAreToldToSetIsRead() throws IOException {
		Settings settings = Settings.read();
		List<String> named = new ArrayList<>();
		for (String document : List.of("docs/production.md", "docs/operations.md", "docs/runs.md", "README.md")) {
			Pattern.compile("\\bGROUNDWORK_[A-Z0-9_]+")
				.matcher(Files.readString(Path.of(document)))
				.results()
				.forEach((variable) -> named.add(variable.group()));
		}
		assertThat(named).hasSizeGreaterThan(15).allMatch(settings::has);
	}

	@Test
	void workersHaveASectionOfTheirOwn() throws IOException {
		String text = Files.readString(Path.of("docs/production.md"));
		String workers = text.substring(text.indexOf("## Workers"), text.indexOf("## Several processes"));
		assertThat(workers).contains("docker build --target worker", "PROGRAM_IMAGE", "PROGRAM_FILE",
				"groundwork.runs.folder", "groundwork.runs.capacity", "groundwork.runs.state-address",
				"GROUNDWORK_TERRAFORM_MIRROR", "GROUNDWORK_RUNS_SECRETS_LINODE_TOKEN", "tmpfs");
	}

	private static List<Path> documents() throws IOException {
		try (Stream<Path> top = Files.list(Path.of("")); Stream<Path> below = Files.walk(Path.of("docs"))) {
			return Stream.concat(top, below).filter((file) -> file.toString().endsWith(".md")).toList();
		}
	}

	private static boolean leadsSomewhere(Path from, String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
		return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
	}

	/** As the usual renderers name headings. */
	private static List<String> anchors(Path document) {
		try {
			return HEADING.matcher(Files.readString(document))
				.results()
				.map((heading) -> heading.group(1)
					.toLowerCase(Locale.ROOT)
					.replaceAll("[^a-z0-9 _-]", "")
					.replace(' ', '-'))
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

package io.groundwork.bundles;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.groundwork.bundles.Templates.Entry;
import io.groundwork.bundles.Templates.Setting;
import io.groundwork.web.InvalidInputException;

/**
 * The repository from which environments can be run without the portal, with an
 * organisation's settings in it: the same that {@code scripts/platform-tree} lays out.
 */
final class RepositoryTree {

	private static final String TREE = "platform/tree.txt";

	/** Holds checksums, in which anything may stand by chance. */
	private static final String UNTOUCHED = "go.sum";

	private final SortedMap<String, Entry> files;

	private RepositoryTree(SortedMap<String, Entry> files) {
		this.files = files;
	}

	/**
	 * Lays it out.
	 * @param values settings by name; the others are as they stand in the files
	 * @throws InvalidInputException if there is no such setting, or it cannot be that
	 */
	static RepositoryTree of(Templates templates, Map<String, String> values) {
		SortedMap<String, Entry> files = new TreeMap<>();
		templates.text(TREE)
			.lines()
			.filter((line) -> !line.startsWith("#") && !line.isBlank())
			.map((line) -> line.split("\t", 2))
			.forEach((line) -> take(templates, line[0], line[1], files));
		Map<String, Setting> settings = templates.settings();
		values.forEach((name, value) -> {
			Setting setting = settings.get(name);
			if (setting == null) {
				throw new InvalidInputException(name,
						"There is no setting %s; there are %s.".formatted(name, String.join(", ", settings.keySet())));
			}
			if (!Pattern.matches(setting.pattern(), value)) {
				throw new InvalidInputException(name, "%s cannot be %s. %s".formatted(name, value, setting.about()));
			}
			if (!value.equals(setting.standard())) {
				replace(files, setting.standard(), value);
			}
		});
		return new RepositoryTree(files);
	}

	private static void take(Templates templates, String from, String to, SortedMap<String, Entry> files) {
		String below = to.equals(".") ? "" : to + "/";
		Entry file = templates.entries().get(from);
		if (file != null) {
			files.put(to, file);
			return;
		}
		SortedMap<String, Entry> folder = templates.entries().subMap(from + "/", from + "0");
		if (folder.isEmpty()) {
			throw new IllegalStateException("%s names %s, which the template does not have".formatted(TREE, from));
		}
		folder.forEach((path, entry) -> files.put(below + path.substring(from.length() + 1), entry));
	}

	/**
	 * Byte by byte, as not every file has to be text: a letter for each byte, and back.
	 */
	private static void replace(SortedMap<String, Entry> files, String standard, String value) {
		String from = letters(standard);
		String to = letters(value);
		files.replaceAll((path, entry) -> {
			if (path.equals(UNTOUCHED) || path.endsWith("/" + UNTOUCHED)) {
				return entry;
			}
			String before = new String(entry.content(), StandardCharsets.ISO_8859_1);
			return before.contains(from)
					? new Entry(before.replace(from, to).getBytes(StandardCharsets.ISO_8859_1), entry.executable())
					: entry;
		});
	}

	private static String letters(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	SortedMap<String, Entry> files() {
		return this.files;
	}

	/**
	 * Writes it as a tar.gz, below a folder.
	 */
	void writeTo(String folder, OutputStream out) throws IOException {
		try (TarGzWriter tar = new TarGzWriter(out)) {
			for (Map.Entry<String, Entry> file : this.files.entrySet()) {
				tar.file(folder + "/" + file.getKey(), file.getValue().content(), file.getValue().executable());
			}
		}
	}

}

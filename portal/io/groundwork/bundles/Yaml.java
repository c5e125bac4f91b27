package io.groundwork.bundles;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes YAML in one form only: block style, fields in the order given, texts plain where
 * no reader of YAML 1.1 or 1.2 could take them for something else.
 */
final class Yaml {

	/** What some readers take for no text. */
	private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

	private static final int LONGEST_WORD = 5;

	private static final int INDENT = 2;

	private final StringBuilder out = new StringBuilder();

	private Yaml() {
	}

	/**
	 * A map in the order given.
	 * @param pairs names and values in turn
	 */
	static Map<String, Object> map(Object... pairs) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int index = 0; index < pairs.length; index += 2) {
			map.put((String) pairs[index], pairs[index + 1]);
		}
		return map;
	}

	/**
	 * Writes documents one after the other.
	 */
	static String write(Manifest... documents) {
		return write(Arrays.asList(documents));
	}

	static String write(List<Manifest> documents) {
		Yaml yaml = new Yaml();
		String separator = "";
		for (Manifest document : documents) {
			yaml.out.append(separator);
			document.comments().forEach((line) -> yaml.out.append(line.isEmpty() ? "#\n" : "# " + line + "\n"));
			yaml.fields(document.object(), 0);
			separator = "---\n";
		}
		return yaml.out.toString();
	}

	private void fields(Map<?, ?> map, int indent) {
		boolean first = true;
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (!first) {
				indent(indent);
			}
			first = false;
			String name = (String) entry.getKey();
			this.out.append(scalar(name)).append(':');
			value(entry.getValue(), indent);
		}
	}

	private void value(Object value, int indent) {
		switch (value) {
			case Map<?, ?> map when !map.isEmpty() -> {
				this.out.append('\n');
				indent(indent + INDENT);
				fields(map, indent + INDENT);
			}
			case List<?> list when !list.isEmpty() -> {
				this.out.append('\n');
				list(list, indent + INDENT);
			}
			case String text when isBlock(text) -> block(text, indent + INDENT);
			default -> this.out.append(' ').append(scalar(value)).append('\n');
		}
	}

	private void list(List<?> list, int indent) {
		for (Object item : list) {
			indent(indent);
			this.out.append('-');
			if (item instanceof Map<?, ?> map && !map.isEmpty()) {
				this.out.append(' ');
				fields(map, indent + INDENT);
			}
			else {
				value(item, indent);
			}
		}
	}

	private void block(String text, int indent) {
		this.out.append(" |\n");
		text.lines().forEach((line) -> {
			if (!line.isEmpty()) {
				indent(indent);
			}
			this.out.append(line).append('\n');
		});
	}

	private void indent(int size) {
		this.out.repeat(' ', size);
	}

	/**
	 * Whether it can be written line by line without anything getting lost.
	 */
	private static boolean isBlock(String text) {
		return text.endsWith("\n") && !text.endsWith("\n\n") && !text.startsWith(" ") && !text.startsWith("\n")
				&& text.chars().allMatch((letter) -> letter == '\n' || isPrintable((char) letter));
	}

	private static String scalar(Object value) {
		return switch (value) {
			case String text -> isPlain(text) ? text : quoted(text);
			case Integer number -> number.toString();
			case Boolean flag -> flag.toString();
			case Map<?, ?> map when map.isEmpty() -> "{}";
			case List<?> list when list.isEmpty() -> "[]";
			default -> throw new IllegalArgumentException("Nothing that a file could hold: " + value);
		};
	}

	/**
	 * Words of letters, digits and what stands between them, beginning with a letter or a
	 * slash; a colon only within.
	 */
	private static boolean isPlain(String text) {
		if (text.isEmpty() || !(isLetter(text.charAt(0)) || text.charAt(0) == '/')) {
			return false;
		}
		for (int index = 1; index < text.length(); index++) {
			char letter = text.charAt(index);
			boolean colon = letter == ':' && index + 1 < text.length() && text.charAt(index + 1) != ':';
			if (!colon && !isLetter(letter) && !(letter >= '0' && letter <= '9') && "_./-".indexOf(letter) < 0) {
				return false;
			}
		}
		return text.length() > LONGEST_WORD || !WORDS.contains(text.toLowerCase(Locale.ROOT));
	}

	private static boolean isLetter(char letter) {
		return letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
	}

	private static String quoted(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (int index = 0; index < text.length(); index++) {
			char letter = text.charAt(index);
			switch (letter) {
				case '"' -> quoted.append("\\\"");
				case '\\' -> quoted.append("\\\\");
				case '\n' -> quoted.append("\\n");
				case '\t' -> quoted.append("\\t");
				default -> {
					if (isPrintable(letter)) {
						quoted.append(letter);
					}
					else {
						quoted.append("\\u%04x".formatted((int) letter));
					}
				}
			}
		}
		return quoted.append('"').toString();
	}

	/**
	 * Halves of letters beyond the first 65,536 count as such: there are always two of
	 * them.
	 */
	private static boolean isPrintable(char letter) {
		return letter >= ' ' && (letter < 0x7f || letter >= 0xa0) && letter != 0x2028 && letter != 0x2029
				&& letter != 0xfeff && letter != 0xfffe && letter != 0xffff;
	}

}

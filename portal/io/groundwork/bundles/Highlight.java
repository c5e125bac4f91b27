package io.groundwork.bundles;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells apart what the lines of a file are made of, as far as it helps to read them.
 */
enum Highlight {

	YAML("(?<comment>(?:^|(?<=\\s))#.*)"
			+ "|(?<name>(?<=^|[\\s{,-])(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"'#{}\\[\\],:-][^\\s#{}\\[\\],:]*)(?=:(?:\\s|$)))"
			+ "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')"
			+ "|(?<value>(?<=[:\\s\\[,]|^)(?:true|false|null|-?[0-9]+(?:\\.[0-9]+)?)(?=[\\s,\\]}]|$))"),

	JSON("(?<comment>(?!))" + "|(?<name>\"(?:[^\"\\\\]|\\\\.)*\"(?=\\s*:))" + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
			+ "|(?<value>\\b(?:true|false|null|-?[0-9]+(?:\\.[0-9]+)?)\\b)"),

	HCL("(?<comment>(?:#|//).*)"
			+ "|(?<name>^\\s*(?:variable|resource|data|module|output|locals|provider|terraform|dynamic|moved|import|removed)\\b(?=[\\s{\"])|[A-Za-z_][A-Za-z0-9_]*(?=\\s*=(?![=>])))"
			+ "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")" + "|(?<value>\\b(?:true|false|null|[0-9]+(?:\\.[0-9]+)?)\\b)"),

	NONE("(?<comment>(?!))|(?<name>(?!))|(?<text>(?!))|(?<value>(?!))");

	private static final List<String> KINDS = List.of("comment", "name", "text", "value");

	private static final int LONGEST = 1000;

	private final Pattern pattern;

	Highlight(String pattern) {
		this.pattern = Pattern.compile(pattern);
	}

	static Highlight of(String path) {
		return switch (path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
			case "yaml", "yml" -> YAML;
			case "json" -> JSON;
			case "tf", "hcl" -> HCL;
			default -> NONE;
		};
	}

	List<Line> lines(String text) {
		List<Line> lines = new ArrayList<>();
		for (String line : text.lines().toList()) {
			lines.add(new Line(lines.size() + 1, pieces(line)));
		}
		return lines;
	}

	List<Piece> pieces(String line) {
		List<Piece> pieces = new ArrayList<>();
		int end = 0;
		if (line.length() <= LONGEST) {
			Matcher matcher = this.pattern.matcher(line);
			while (matcher.find()) {
				if (matcher.start() > end) {
					pieces.add(new Piece("", line.substring(end, matcher.start())));
				}
				pieces.add(new Piece(kind(matcher), matcher.group()));
				end = matcher.end();
			}
		}
		if (end < line.length()) {
			pieces.add(new Piece("", line.substring(end)));
		}
		return pieces;
	}

	private static String kind(Matcher matcher) {
		return KINDS.stream().filter((kind) -> matcher.start(kind) >= 0).findFirst().orElse("");
	}

	/**
	 * A line.
	 *
	 * @param number its number, from 1
	 * @param pieces what it is made of
	 */
	record Line(int number, List<Piece> pieces) {

	}

	/**
	 * A piece of a line.
	 *
	 * @param kind comment, name, text, value, or nothing in particular
	 * @param text the piece
	 */
	record Piece(String kind, String text) {

	}

}

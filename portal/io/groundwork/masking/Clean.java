package io.groundwork.masking;

import java.util.regex.Pattern;

/**
 * Takes out of a text what is not to be read: colours and other sequences for terminals,
 * control characters, halves of characters.
 */
public final class Clean {

	private static final String CUT = " … cut here: it has %,d characters";

	private static final Pattern SEQUENCE = Pattern
		.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[@-Z\\\\^_])?");

	private Clean() {
	}

	/**
	 * Without anything but characters, tabs and line breaks.
	 */
	public static String text(String text) {
		String plain = (text.indexOf('\u001b') >= 0) ? SEQUENCE.matcher(text).replaceAll("") : text;
		int i = 0;
		while (i < plain.length() && good(plain, i)) {
			i++;
		}
		if (i == plain.length()) {
			return plain;
		}
		StringBuilder clean = new StringBuilder(plain.length()).append(plain, 0, i);
		for (; i < plain.length(); i++) {
			char next = plain.charAt(i);
			if (good(plain, i)) {
				clean.append(next);
			}
			else if (Character.isSurrogate(next)) {
				clean.append('\ufffd');
			}
		}
		return clean.toString();
	}

	/**
	 * Cut with a mark if it is longer than that.
	 */
	public static String cut(String text, int longest) {
		if (text.length() <= longest) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
		return text.substring(0, end) + CUT.formatted(text.length());
	}

	private static boolean good(String text, int i) {
		char next = text.charAt(i);
		if (Character.isHighSurrogate(next)) {
			return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
		}
		if (Character.isLowSurrogate(next)) {
			return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
		}
		return next == '\t' || next == '\n' || !Character.isISOControl(next);
	}

}

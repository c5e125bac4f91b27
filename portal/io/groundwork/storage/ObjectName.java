package io.groundwork.storage;

import java.util.regex.Pattern;

/**
 * Which names an object may have: those that every store can keep, and that lead nowhere
 * else.
 */
final class ObjectName {

	/**
	 * What the portal may use; the stores take a little more, for what sealing adds.
	 */
	static final int LONGEST = 900;

	static final int LONGEST_STORED = 1000;

	private static final int LONGEST_SEGMENT = 200;

	private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

	private ObjectName() {
	}

	static boolean isSegment(String segment) {
		return SEGMENT.matcher(segment).matches();
	}

	static void check(String name, int longest) {
		if (name.isEmpty()) {
			throw refused(name, "it is empty");
		}
		if (name.length() > longest) {
			throw refused(name.substring(0, 40) + "…", "it is longer than %d characters".formatted(longest));
		}
		for (String segment : name.split("/", -1)) {
			if (segment.isEmpty()) {
				throw refused(name, "it begins or ends with a slash or has two in a row");
			}
			if (segment.length() > LONGEST_SEGMENT) {
				throw refused(name, "one of its segments is longer than %d characters".formatted(LONGEST_SEGMENT));
			}
			if (!isSegment(segment)) {
				throw refused(name, "each segment must be letters, digits, dots, dashes or underscores "
						+ "and not begin with a dot");
			}
		}
	}

	/**
	 * A prefix is what some name begins with.
	 */
	static void checkPrefix(String prefix, int longest) {
		if (!prefix.isEmpty()) {
			check(prefix.endsWith("/") ? prefix + "x" : prefix, longest);
		}
	}

	static void checkLimit(int limit) {
		if (limit < 1 || limit > 1000) {
			throw new IllegalArgumentException("A page has 1 to 1000 objects, not " + limit);
		}
	}

	private static IllegalArgumentException refused(String name, String reason) {
		String shown = name.replaceAll("[^\\x20-\\x7e]", "?");
		return new IllegalArgumentException("'%s' cannot be the name of an object: %s".formatted(shown, reason));
	}

}

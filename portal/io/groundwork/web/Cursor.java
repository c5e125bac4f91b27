package io.groundwork.web;

import org.jspecify.annotations.Nullable;

/**
 * Where a page ends. Callers hand it back as it is.
 */
public final class Cursor {

	private Cursor() {
	}

	public static String of(long number) {
		return Long.toString(number, Character.MAX_RADIX);
	}

	public static long number(@Nullable String cursor, long otherwise) {
		if (cursor == null || cursor.isEmpty()) {
			return otherwise;
		}
		try {
			long number = Long.parseLong(cursor, Character.MAX_RADIX);
			if (number >= 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Said below.
		}
		throw new InvalidInputException("after", "after must be the next of the page before, unchanged.");
	}

}

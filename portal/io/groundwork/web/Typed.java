package io.groundwork.web;

/**
 * Texts that people type.
 */
public final class Typed {

	private Typed() {
	}

	/**
	 * A text that can be kept, without white space around it.
	 */
	public static String text(String field, String typed, int most) {
		String text = typed.strip();
		if (text.length() > most) {
			throw new InvalidInputException(field, "%s must be at most %d characters long.".formatted(field, most));
		}
		if (text.codePoints().anyMatch((point) -> point == 0 || Character.getType(point) == Character.SURROGATE)) {
			throw new InvalidInputException(field,
					"%s holds a character that cannot be kept; type it again.".formatted(field));
		}
		return text;
	}

	/**
	 * One that must not be empty.
	 * @param remedy what to say if it is
	 */
	public static String some(String field, String typed, int most, String remedy) {
		String text = text(field, typed, most);
		if (text.isEmpty()) {
			throw new InvalidInputException(field, remedy);
		}
		return text;
	}

}

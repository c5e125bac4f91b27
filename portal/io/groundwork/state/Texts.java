package io.groundwork.state;

import java.nio.charset.StandardCharsets;

/**
 * Texts that others wrote, as the database can keep them.
 */
final class Texts {

	private Texts() {
	}

	/**
	 * Without zero characters, and with a question mark for each half of a character.
	 */
	static String storable(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace("\0", "");
	}

}

package io.groundwork.web;

import java.io.Serializable;

/**
 * What the next page says about what was just done; a flash attribute named
 * {@code flash}. It waits in the session, which is in the database.
 *
 * @param tone how it went
 * @param text one sentence
 */
public record Flash(Tone tone, String text) implements Serializable {

	public static Flash done(String text) {
		return new Flash(Tone.GOOD, text);
	}

	public static Flash refused(String text) {
		return new Flash(Tone.BAD, text);
	}

}

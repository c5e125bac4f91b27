package io.groundwork.web;

import java.util.Locale;

/**
 * How things stand, as the eye sees it: each tone has its colour and its shape, and is
 * shown with a word.
 */
public enum Tone {

	GOOD, WAIT, BUSY, BAD, QUIET;

	/**
	 * The class that the stylesheet knows it by.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}

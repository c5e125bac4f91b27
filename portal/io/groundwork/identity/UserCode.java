package io.groundwork.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;

/**
 * What somebody types to say which program they mean: eight letters without vowels, so
 * that they are no word, and without those that look like digits.
 */
record UserCode(String letters) {

	private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";

	private static final int LENGTH = 8;

	private static final Pattern FORM = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

	private static final SecureRandom RANDOM = new SecureRandom();

	static UserCode fresh() {
		StringBuilder letters = new StringBuilder(LENGTH);
		for (int i = 0; i < LENGTH; i++) {
			letters.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
		}
		return new UserCode(letters.toString());
	}

	/**
	 * As people type it: small or large, with a dash, with spaces or without.
	 */
	static Optional<UserCode> typed(String text) {
		if (text.length() > 40) {
			return Optional.empty();
		}
		String letters = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
		return FORM.matcher(letters).matches() ? Optional.of(new UserCode(letters)) : Optional.empty();
	}

	byte[] hash() {
		return Sha256.begin().digest(this.letters.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * As it is shown: BCDF-GHJK.
	 */
	@Override
	public String toString() {
		return this.letters.substring(0, LENGTH / 2) + "-" + this.letters.substring(LENGTH / 2);
	}

}

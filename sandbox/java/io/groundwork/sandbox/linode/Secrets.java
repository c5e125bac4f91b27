package io.groundwork.sandbox.linode;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Makes what nobody can guess.
 */
final class Secrets {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	private Secrets() {
	}

	static String hex(int length) {
		byte[] bytes = new byte[length / 2];
		RANDOM.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	static String letters(int length) {
		StringBuilder letters = new StringBuilder();
		for (int i = 0; i < length; i++) {
			letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
		}
		return letters.toString();
	}

}

package io.groundwork.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two digests that states are told apart and checked by.
 */
final class Digests {

	private Digests() {
	}

	static MessageDigest sha256() {
		return of("SHA-256");
	}

	/**
	 * Terraform sends this one along, against broken transmission and nothing else.
	 */
	static MessageDigest md5() {
		return of("MD5");
	}

	private static MessageDigest of(String algorithm) {
		try {
			return MessageDigest.getInstance(algorithm);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

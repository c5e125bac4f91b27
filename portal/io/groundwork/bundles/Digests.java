package io.groundwork.bundles;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256, in hexadecimal digits.
 */
final class Digests {

	private Digests() {
	}

	static String sha256(byte[] content) {
		return HexFormat.of().formatHex(begin().digest(content));
	}

	static MessageDigest begin() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

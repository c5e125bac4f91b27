package io.groundwork.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The digest that Terraform sends along, against broken transmission and nothing else.
 */
final class Digests {

	private Digests() {
	}

	static MessageDigest md5() {
		try {
			return MessageDigest.getInstance("MD5");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

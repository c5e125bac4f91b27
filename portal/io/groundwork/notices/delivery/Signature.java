package io.groundwork.notices.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By which a receiver knows that it is us, and when it was sent.
 */
final class Signature {

	static final String HEADER = "Groundwork-Signature";

	private static final String PREFIX = "gwhook_";

	private static final SecureRandom RANDOM = new SecureRandom();

	private Signature() {
	}

	/**
	 * A new secret to sign with.
	 */
	static String secret() {
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * The header's value: the second in which it was sent, and what comes of that and the
	 * body with the secret.
	 */
	static String of(String secret, Instant at, String body) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			byte[] signed = mac.doFinal("%d.%s".formatted(at.getEpochSecond(), body).getBytes(StandardCharsets.UTF_8));
			return "t=%d,v1=%s".formatted(at.getEpochSecond(), HexFormat.of().formatHex(signed));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no HMAC", ex);
		}
	}

}

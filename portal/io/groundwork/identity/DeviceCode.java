package io.groundwork.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;

/**
 * What a program shows to get its token, once somebody has confirmed it: long, shown to
 * nobody else, kept only as a hash.
 */
record DeviceCode(String value) {

	private static final String PREFIX = "gwd_";

	private static final Pattern FORM = Pattern.compile("gwd_[A-Za-z0-9_-]{43}");

	private static final SecureRandom RANDOM = new SecureRandom();

	static DeviceCode fresh() {
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		return new DeviceCode(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	/**
	 * Whether it can be one at all.
	 */
	boolean whole() {
		return FORM.matcher(this.value).matches();
	}

	byte[] hash() {
		return Sha256.begin().digest(this.value.getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public String toString() {
		return PREFIX + "…";
	}

}

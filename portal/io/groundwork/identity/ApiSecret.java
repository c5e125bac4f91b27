package io.groundwork.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;

/**
 * The secret of an API token: shown once, kept only as a hash. With 256 random bits a
 * plain SHA-256 cannot be searched, so nothing slower is needed.
 */
record ApiSecret(String value) {

	private static final String PREFIX = "gw_";

	private static final Pattern FORM = Pattern.compile("gw_[A-Za-z0-9_-]{43}");

	private static final SecureRandom RANDOM = new SecureRandom();

	static ApiSecret fresh() {
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		return new ApiSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	/**
	 * Whether somebody means one of ours, rather than a token of the provider.
	 */
	static boolean meant(String text) {
		return text.startsWith(PREFIX);
	}

	static Optional<ApiSecret> of(String text) {
		return FORM.matcher(text).matches() ? Optional.of(new ApiSecret(text)) : Optional.empty();
	}

	byte[] hash() {
		return Sha256.begin().digest(this.value.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Enough to tell it from others in a list.
	 */
	String hint() {
		return this.value.substring(0, PREFIX.length() + 4) + "…";
	}

	@Override
	public String toString() {
		return hint();
	}

}

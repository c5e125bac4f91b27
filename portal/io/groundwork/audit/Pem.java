package io.groundwork.audit;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keys as text, in the form that other tools read too.
 */
final class Pem {

	private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] { '\n' });

	private Pem() {
	}

	static String block(String label, byte[] encoded) {
		return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, LINES.encodeToString(encoded), label);
	}

	/**
	 * The contents of all blocks of that label, in their order.
	 * @throws IllegalArgumentException if one of them is not base64
	 */
	static List<byte[]> blocks(String text, String label) {
		return Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
			.matcher(text)
			.results()
			.map((block) -> Base64.getMimeDecoder().decode(block.group(1)))
			.toList();
	}

}

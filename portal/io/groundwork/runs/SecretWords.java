package io.groundwork.runs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Secrets as lines of a file that only the portal reads.
 */
final class SecretWords {

	private SecretWords() {
	}

	static byte[] lines(Collection<String> secrets) {
		StringBuilder lines = new StringBuilder();
		secrets.forEach(
				(secret) -> lines.append(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
					.append('\n'));
		return lines.toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Reads them; what was cut short in the last line is left out.
	 */
	static List<String> read(byte[] content) {
		String text = new String(content, StandardCharsets.US_ASCII);
		return text.substring(0, text.lastIndexOf('\n') + 1)
			.lines()
			.map((secret) -> new String(Base64.getDecoder().decode(secret), StandardCharsets.UTF_8))
			.toList();
	}

}

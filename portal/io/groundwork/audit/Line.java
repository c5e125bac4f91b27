package io.groundwork.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

import io.groundwork.digest.Sha256;

/**
 * Writes a row as the line that an export holds; the hash of a row is that of its line
 * without the hash.
 */
final class Line {

	static final byte[] GENESIS = new byte[Digest.LENGTH];

	/** ISO 8601 in UTC, always to the microsecond. */
	static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
		.withZone(ZoneOffset.UTC);

	private final MessageDigest digest = Sha256.begin();

	private final StringBuilder text = new StringBuilder(512);

	/**
	 * The hash of the row at this place.
	 */
	byte[] hash(long seq, AuditRow row, byte[] previous) {
		unhashed(seq, row, previous);
		return this.digest.digest(this.text.append('}').toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The line of the row at this place, without a line break.
	 */
	byte[] write(long seq, AuditRow row, byte[] previous, byte[] hash) {
		unhashed(seq, row, previous);
		this.text.append(",\"hash\":\"");
		HexFormat.of().formatHex(this.text, hash);
		return this.text.append("\"}").toString().getBytes(StandardCharsets.UTF_8);
	}

	private void unhashed(long seq, AuditRow row, byte[] previous) {
		this.text.setLength(0);
		this.text.append("{\"seq\":").append(seq).append(",\"at\":\"");
		time(row.at());
		this.text.append("\",\"actor\":");
		string(this.text, row.actor());
		this.text.append(",\"action\":");
		string(this.text, row.action());
		this.text.append(",\"subject\":");
		string(this.text, row.subject());
		this.text.append(",\"outcome\":");
		string(this.text, row.outcome());
		this.text.append(",\"details\":").append(row.details()).append(",\"previous\":\"");
		HexFormat.of().formatHex(this.text, previous);
		this.text.append('"');
	}

	private void time(Instant at) {
		TIME.formatTo(at, this.text);
	}

	/**
	 * Appends the text as a JSON string.
	 */
	static void string(StringBuilder out, String text) {
		out.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			switch (character) {
				case '"' -> out.append("\\\"");
				case '\\' -> out.append("\\\\");
				case '\b' -> out.append("\\b");
				case '\f' -> out.append("\\f");
				case '\n' -> out.append("\\n");
				case '\r' -> out.append("\\r");
				case '\t' -> out.append("\\t");
				default -> {
					if (character < 0x20) {
						out.append("\\u00")
							.append((character < 0x10) ? '0' : '1')
							.append(Character.forDigit(character % 16, 16));
					}
					else {
						out.append(character);
					}
				}
			}
		}
		out.append('"');
	}

}

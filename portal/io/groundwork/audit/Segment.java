package io.groundwork.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A closed stretch of the chain: which rows, the hash it ends with, and who says so.
 *
 * @param previous the hash of the row before the first
 * @param head the hash of the last row
 * @param closedAt when it was closed, to the microsecond
 * @param key the id of the key that signed it
 */
record Segment(long number, long firstSeq, long lastSeq, byte[] previous, byte[] head, Instant closedAt, String key,
		byte[] signature) {

	private static final String UNSIGNED = """
			groundwork audit segment
			number %d
			rows %d to %d
			previous %s
			head %s
			closed %s
			key %s
			""";

	private static final Pattern SIGNED = Pattern.compile("""
			groundwork audit segment
			number ([1-9][0-9]{0,17})
			rows ([1-9][0-9]{0,17}) to ([1-9][0-9]{0,17})
			previous ([0-9a-f]{64})
			head ([0-9a-f]{64})
			closed ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z)
			key ([0-9a-f]{16})
			signature ([A-Za-z0-9+/=]{88})
			""");

	static Segment signed(long number, long firstSeq, long lastSeq, byte[] previous, byte[] head, Instant closedAt,
			SigningKey key) {
		Segment unsigned = new Segment(number, firstSeq, lastSeq, previous, head, closedAt, key.id(), new byte[0]);
		return new Segment(number, firstSeq, lastSeq, previous, head, closedAt, key.id(),
				key.sign(unsigned.signedBytes()));
	}

	/**
	 * Reads what {@link #statement()} wrote, and nothing else.
	 */
	static Segment parse(String statement) {
		Matcher parts = SIGNED.matcher(statement);
		if (!parts.matches()) {
			throw new IllegalArgumentException("not the statement of a segment");
		}
		HexFormat hex = HexFormat.of();
		return new Segment(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)),
				Long.parseLong(parts.group(3)), hex.parseHex(parts.group(4)), hex.parseHex(parts.group(5)),
				Instant.parse(parts.group(6)), parts.group(7), Base64.getDecoder().decode(parts.group(8)));
	}

	/**
	 * What is anchored: text that can be read, and verified with the public key alone.
	 */
	String statement() {
		return unsigned() + "signature " + Base64.getEncoder().encodeToString(this.signature) + "\n";
	}

	boolean contains(long seq) {
		return seq >= this.firstSeq && seq <= this.lastSeq;
	}

	byte[] signedBytes() {
		return unsigned().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Names sort as the segments do.
	 */
	String objectName() {
		return "audit/segments/%012d.txt".formatted(this.number);
	}

	private String unsigned() {
		HexFormat hex = HexFormat.of();
		return UNSIGNED.formatted(this.number, this.firstSeq, this.lastSeq, hex.formatHex(this.previous),
				hex.formatHex(this.head), Line.TIME.format(this.closedAt), this.key);
	}

}

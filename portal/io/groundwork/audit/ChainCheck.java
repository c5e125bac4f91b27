package io.groundwork.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.groundwork.digest.Sha256;

/**
 * Walks the lines of a chain from its oldest and says what is wrong with it; the same for
 * a file and for the database.
 */
final class ChainCheck {

	/** A chain that is broken everywhere need not be described everywhere. */
	private static final int MOST_FINDINGS = 20;

	private static final byte[] START = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] PREVIOUS = ",\"previous\":\"".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] HASH = "\",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

	private static final int HEX = 2 * Digest.LENGTH;

	/** From the comma before "previous" to the end of a line. */
	private static final int TAIL = PREVIOUS.length + HEX + HASH.length + HEX + END.length;

	private final MessageDigest digest = Sha256.begin();

	private final NavigableMap<Long, Segment> anchors = new TreeMap<>();

	private final List<Finding> findings = new ArrayList<>();

	private final byte[] head = new byte[Digest.LENGTH];

	private final byte[] previous = new byte[Digest.LENGTH];

	private final byte[] hash = new byte[Digest.LENGTH];

	private long first;

	private long last;

	private long rows;

	private int agreeing;

	private boolean lost;

	/**
	 * A check against anchors too, whose signatures hold.
	 */
	ChainCheck(List<Segment> anchors) {
		anchors.forEach((anchor) -> this.anchors.put(anchor.lastSeq(), anchor));
	}

	/**
	 * The next line, without its line break.
	 */
	void line(byte[] bytes, int length) {
		long seq = seq(bytes, length);
		if (seq < 1 || !tail(bytes, length)) {
			add(Finding.Kind.UNREADABLE, this.last + 1,
					"is not a row as an export writes it; files that were reformatted cannot be checked");
			this.last++;
			this.rows++;
			this.lost = true;
			return;
		}
		if (this.rows == 0) {
			start(seq);
		}
		else if (seq != this.last + 1) {
			jump(seq);
		}
		else if (!this.lost && !Arrays.equals(this.previous, this.head)) {
			add(Finding.Kind.SPLICED, seq,
					"does not follow the row before it: a row was inserted, removed or moved here");
		}
		digest(bytes, length, seq);
		this.lost = false;
		advance(seq);
	}

	/**
	 * A place in the chain whose row is gone.
	 */
	void missing(long seq, byte[] itsPrevious, byte[] itsHash) {
		System.arraycopy(itsPrevious, 0, this.previous, 0, Digest.LENGTH);
		System.arraycopy(itsHash, 0, this.hash, 0, Digest.LENGTH);
		if (this.rows == 0) {
			start(seq);
		}
		else if (seq != this.last + 1) {
			jump(seq);
		}
		add(Finding.Kind.DELETED, seq, "was deleted: its place in the chain is there, the row is not");
		advance(seq);
	}

	private void advance(long seq) {
		anchor(seq);
		System.arraycopy(this.hash, 0, this.head, 0, Digest.LENGTH);
		this.last = seq;
		this.rows++;
	}

	/**
	 * After the last line: what the anchors know beyond it.
	 */
	List<Finding> end() {
		if (!this.anchors.isEmpty() && this.anchors.lastKey() > this.last) {
			Segment anchor = this.anchors.lastEntry().getValue();
			add(Finding.Kind.CUT, this.last + 1,
					"and what follows are missing: the end was cut, since segment %d was anchored up to %d on %s"
						.formatted(anchor.number(), anchor.lastSeq(), anchor.closedAt()));
		}
		return List.copyOf(this.findings);
	}

	void add(Finding.Kind kind, long seq, String what) {
		if (this.findings.size() < MOST_FINDINGS) {
			this.findings.add(new Finding(kind, seq, this.rows + 1, "Row %d %s.".formatted(seq, what)));
		}
	}

	long first() {
		return this.first;
	}

	long last() {
		return this.last;
	}

	long rows() {
		return this.rows;
	}

	/**
	 * The anchors that were reached and hold the chain's own hash.
	 */
	int agreeing() {
		return this.agreeing;
	}

	byte[] head() {
		return this.head.clone();
	}

	boolean hasFindings() {
		return !this.findings.isEmpty();
	}

	private void start(long seq) {
		this.first = seq;
		System.arraycopy(this.previous, 0, this.head, 0, Digest.LENGTH);
		if (seq == 1 && !Arrays.equals(this.previous, Line.GENESIS)) {
			add(Finding.Kind.SPLICED, seq, "is the first, yet names a row before it");
		}
		Segment before = this.anchors.get(seq - 1);
		if (before != null) {
			compare(before, this.previous);
		}
		else if (seq > 1 && this.anchors.values().stream().anyMatch((anchor) -> anchor.contains(seq - 1))) {
			// Pruning takes whole segments; a beginning inside one is an excerpt at best.
			add(Finding.Kind.DELETED, seq - 1, "is missing: the beginning is not where a segment begins");
		}
	}

	private void jump(long seq) {
		if (seq > this.last + 1) {
			add(Finding.Kind.DELETED, this.last + 1, (seq == this.last + 2) ? "was deleted"
					: "and the following up to %d were deleted".formatted(seq - 1));
		}
		else {
			add(Finding.Kind.SPLICED, seq,
					"stands after row %d: a row was inserted, removed or moved here".formatted(this.last));
		}
	}

	private void digest(byte[] bytes, int length, long seq) {
		int end = length - (HASH.length - 1) - HEX - END.length;
		this.digest.update(bytes, 0, end);
		this.digest.update((byte) '}');
		byte[] computed = this.digest.digest();
		if (Arrays.equals(computed, this.hash)) {
			return;
		}
		if (hashesAs(seq - 1, bytes, end)) {
			add(Finding.Kind.INSERTED, seq,
					"was row %d when it was written: a row was inserted before it".formatted(seq - 1));
		}
		else if (hashesAs(seq + 1, bytes, end)) {
			add(Finding.Kind.DELETED, seq,
					"was row %d when it was written: a row before it was deleted".formatted(seq + 1));
		}
		else {
			add(Finding.Kind.CHANGED, seq, "was changed: its contents do not have its hash");
		}
	}

	private boolean hashesAs(long seq, byte[] bytes, int end) {
		int comma = START.length;
		while (bytes[comma] != ',') {
			comma++;
		}
		this.digest.update(START);
		this.digest.update(Long.toString(seq).getBytes(StandardCharsets.US_ASCII));
		this.digest.update(bytes, comma, end - comma);
		this.digest.update((byte) '}');
		return Arrays.equals(this.digest.digest(), this.hash);
	}

	private void anchor(long seq) {
		if (this.anchors.isEmpty()) {
			return;
		}
		Segment anchor = this.anchors.get(seq);
		if (anchor != null) {
			compare(anchor, this.hash);
		}
	}

	private void compare(Segment anchor, byte[] chained) {
		if (Arrays.equals(anchor.head(), chained)) {
			this.agreeing++;
		}
		else {
			add(Finding.Kind.REWRITTEN, anchor.lastSeq(),
					"is not the row that was anchored as the end of segment %d: the chain was rewritten up to here"
						.formatted(anchor.number()));
		}
	}

	private static long seq(byte[] bytes, int length) {
		if (length < START.length + TAIL || !Arrays.equals(START, 0, START.length, bytes, 0, START.length)) {
			return -1;
		}
		long seq = 0;
		int at = START.length;
		for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
			if (at > START.length + 18) {
				return -1;
			}
			seq = 10 * seq + (bytes[at] - '0');
		}
		return (bytes[at] == ',' && bytes[START.length] != '0') ? seq : -1;
	}

	private boolean tail(byte[] bytes, int length) {
		int at = length - TAIL;
		return matches(bytes, at, PREVIOUS) && hex(bytes, at + PREVIOUS.length, this.previous)
				&& matches(bytes, at + PREVIOUS.length + HEX, HASH)
				&& hex(bytes, at + PREVIOUS.length + HEX + HASH.length, this.hash)
				&& matches(bytes, length - END.length, END);
	}

	private static boolean matches(byte[] bytes, int at, byte[] expected) {
		return Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
	}

	private static boolean hex(byte[] bytes, int at, byte[] into) {
		for (int i = 0; i < into.length; i++) {
			int high = bytes[at + 2 * i];
			int low = bytes[at + 2 * i + 1];
			if (!lowerHex(high) || !lowerHex(low)) {
				return false;
			}
			into[i] = (byte) ((HexFormat.fromHexDigit(high) << 4) | HexFormat.fromHexDigit(low));
		}
		return true;
	}

	private static boolean lowerHex(int digit) {
		return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
	}

}

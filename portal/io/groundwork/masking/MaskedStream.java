package io.groundwork.masking;

/**
 * Masks texts that follow each other. Nothing is held back: what may be the beginning of
 * a secret at the end of a text is masked too, from its fourth character on, and so is
 * its rest in the next.
 */
public final class MaskedStream {

	/** So many characters of a secret may show where a text breaks it. */
	static final int SHOWN = 3;

	private final Search search;

	private final Pieces pieces;

	/** What of a secret the end of what came before may be. */
	private final Search.Trace trace;

	private boolean inTheMiddle;

	/** The last characters, in a circle, and their number. */
	private final char[] latest = new char[Pieces.SIZE];

	private long number;

	private long count;

	/** Whether nothing of a long secret was found yet whose beginning was not seen. */
	private boolean unbegun;

	/** Where a long secret may go on behind what was found of it. */
	private long found = -Pieces.SIZE;

	MaskedStream(Search search, Pieces pieces, boolean inTheMiddle) {
		this.search = search;
		this.trace = search.new Trace();
		this.pieces = pieces;
		this.inTheMiddle = inTheMiddle;
		this.unbegun = inTheMiddle;
	}

	public String next(String text) {
		return this.search.isEmpty() || text.isEmpty() ? text : holes(text, SHOWN).in(text);
	}

	boolean finds(String text, boolean cut) {
		return !this.search.isEmpty() && holes(text, cut ? Mask.SHORTEST - 1 : Integer.MAX_VALUE).count > 0;
	}

	private Holes holes(String text, int shown) {
		int begun = this.inTheMiddle ? this.search.restAtStart(text) : 0;
		this.inTheMiddle &= begun == text.length();
		Holes holes = new Holes();
		if (begun > 0) {
			holes.cover(0, begun);
		}
		for (int i = 0; i < text.length(); i++) {
			int length = this.trace.step(text.charAt(i));
			if (length > 0) {
				holes.cover(Math.max(0, i + 1 - length), i + 1);
			}
			if (!this.pieces.isEmpty() && piece(text.charAt(i))) {
				holes.cover(Math.max(0, i + 1 - begin()), i + 1);
			}
		}
		int open = this.trace.open();
		if (open > shown) {
			holes.cover(Math.max(0, text.length() - open), text.length());
		}
		long rest = this.count - this.found;
		if (rest > 0 && rest < Pieces.SIZE) {
			// Too short for another piece of it, and perhaps its next characters.
			holes.cover((int) Math.max(0, text.length() - rest), text.length());
		}
		return holes;
	}

	/**
	 * Whether a piece of a long secret ends with that character.
	 */
	private boolean piece(char next) {
		int place = (int) (this.count++ % Pieces.SIZE);
		this.number = Pieces.next(this.number, this.latest[place], next);
		this.latest[place] = next;
		if (this.count < Pieces.SIZE || !this.pieces.has(this.number)) {
			return false;
		}
		this.found = this.pieces.ends(this.number) ? -Pieces.SIZE : this.count;
		return true;
	}

	/**
	 * How far back what was found goes: by a piece, or, where something came before that
	 * nobody knows any more, to the beginning.
	 */
	private int begin() {
		boolean first = this.unbegun && this.count < 2 * Pieces.SIZE;
		this.unbegun = false;
		return first ? (int) this.count : Pieces.SIZE;
	}

	/**
	 * Stretches of one text, in the order of their ends.
	 */
	private static final class Holes {

		private int[] bounds = new int[8];

		private int count;

		void cover(int from, int to) {
			int start = from;
			while (this.count > 0 && this.bounds[this.count - 1] >= start) {
				start = Math.min(start, this.bounds[this.count - 2]);
				this.count -= 2;
			}
			if (this.count == this.bounds.length) {
				this.bounds = java.util.Arrays.copyOf(this.bounds, 2 * this.count);
			}
			this.bounds[this.count++] = start;
			this.bounds[this.count++] = to;
		}

		String in(String text) {
			if (this.count == 0) {
				return text;
			}
			StringBuilder masked = new StringBuilder(text.length());
			int at = 0;
			for (int i = 0; i < this.count; i += 2) {
				masked.append(text, at, this.bounds[i]).append(Mask.HOLE);
				at = this.bounds[i + 1];
			}
			return masked.append(text, at, text.length()).toString();
		}

	}

}

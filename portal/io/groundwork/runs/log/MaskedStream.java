package io.groundwork.runs.log;

/**
 * Masks texts that follow each other. Nothing is held back: what may be the beginning of
 * a secret at the end of a text is masked too, from its fourth character on, and so is
 * its rest in the next.
 */
final class MaskedStream {

	/** So many characters of a secret may show where a text breaks it. */
	static final int SHOWN = 3;

	private final Search search;

	/** What of a secret the end of what came before may be. */
	private final Search.Trace trace;

	private final boolean hidesAll;

	private boolean inTheMiddle;

	MaskedStream(Search search, boolean inTheMiddle, boolean hidesAll) {
		this.search = search;
		this.trace = search.new Trace();
		this.inTheMiddle = inTheMiddle;
		this.hidesAll = hidesAll;
	}

	String next(String text) {
		if (this.hidesAll && !text.isEmpty()) {
			return Mask.HOLE;
		}
		if (this.search.isEmpty() || text.isEmpty()) {
			return text;
		}
		int begun = this.inTheMiddle ? this.search.restAtStart(text) : 0;
		this.inTheMiddle &= begun == text.length();
		Holes holes = new Holes();
		if (begun > 0) {
			holes.cover(0, begun);
		}
		for (int i = 0; i < text.length(); i++) {
			int found = this.trace.step(text.charAt(i));
			if (found > 0) {
				holes.cover(Math.max(0, i + 1 - found), i + 1);
			}
		}
		int open = this.trace.open();
		if (open > SHOWN) {
			holes.cover(Math.max(0, text.length() - open), text.length());
		}
		return holes.in(text);
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

package io.groundwork.masking;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds any of many words: by their first characters, and then by comparing. It keeps the
 * words themselves and a few numbers for each, however long they are.
 */
final class Search {

	/** So many characters of a word are looked for; none has fewer. */
	static final int WINDOW = Mask.SHORTEST;

	private static final long BASE = 0x9E3779B97F4A7C15L;

	private static final long OLDEST = power(WINDOW);

	/** In their order, so that those that begin alike are neighbours. */
	private final String[] words;

	/**
	 * A table of beginnings: the first of the neighbours that begin so, from 1; 0 if
	 * nothing is there.
	 */
	private final int[] firsts;

	/** And the one after the last of them. */
	private final int[] ends;

	/**
	 * @param words none shorter than {@link #WINDOW}
	 */
	Search(Collection<String> words) {
		this.words = words.stream().distinct().sorted().toArray(String[]::new);
		int size = Integer.highestOneBit(Math.max(8, 4 * this.words.length));
		this.firsts = new int[size];
		this.ends = new int[size];
		for (int first = 0; first < this.words.length;) {
			String beginning = this.words[first].substring(0, WINDOW);
			int end = first + 1;
			while (end < this.words.length && this.words[end].startsWith(beginning)) {
				end++;
			}
			put(hash(beginning), first, end);
			first = end;
		}
	}

	private static long power(int exponent) {
		long power = 1;
		for (int i = 0; i < exponent; i++) {
			power *= BASE;
		}
		return power;
	}

	private static long hash(String beginning) {
		long hash = 0;
		for (int i = 0; i < WINDOW; i++) {
			hash = hash * BASE + beginning.charAt(i);
		}
		return hash;
	}

	private void put(long hash, int first, int end) {
		int slot = slot(hash);
		while (this.firsts[slot] != 0) {
			slot = (slot + 1) & (this.firsts.length - 1);
		}
		this.firsts[slot] = first + 1;
		this.ends[slot] = end;
	}

	private int slot(long hash) {
		return (int) ((hash * BASE) >>> 32) & (this.firsts.length - 1);
	}

	boolean isEmpty() {
		return this.words.length == 0;
	}

	/**
	 * How much at the beginning of a text may be the rest of a word, or a piece of it,
	 * whose beginning was not seen.
	 */
	int restAtStart(String text) {
		int longest = 0;
		for (String word : this.words) {
			if (text.length() > MaskedStream.SHOWN && word.contains(text)) {
				return text.length();
			}
			for (int length = Math.min(word.length() - 1, text.length()); length > longest
					&& length > MaskedStream.SHOWN; length--) {
				if (word.regionMatches(word.length() - length, text, 0, length)) {
					longest = length;
				}
			}
		}
		return longest;
	}

	/**
	 * Whether any word begins so.
	 */
	private boolean begins(String beginning) {
		int at = Arrays.binarySearch(this.words, beginning);
		int next = (at >= 0) ? at : -at - 1;
		return next < this.words.length && this.words[next].startsWith(beginning);
	}

	/**
	 * Goes along with characters that follow each other.
	 */
	final class Trace {

		/** The last characters, as a ring. */
		private final char[] last = new char[WINDOW];

		private long seen;

		private long hash;

		/**
		 * For each place where a word may have begun, the oldest first: how many
		 * characters ago, and the neighbours that go on as these do.
		 */
		private int[] depths = new int[4];

		private int[] lows = new int[4];

		private int[] highs = new int[4];

		private int count;

		/**
		 * How many characters the longest word has that ends with this one, 0 if none
		 * does.
		 */
		int step(char next) {
			int found = goOn(next);
			int place = (int) (this.seen++ % WINDOW);
			this.hash = this.hash * BASE + next - this.last[place] * OLDEST;
			this.last[place] = next;
			if (this.seen >= WINDOW && begin() && found == 0 && ends(this.count - 1)) {
				found = WINDOW;
			}
			return found;
		}

		private int goOn(char next) {
			int found = 0;
			int kept = 0;
			for (int i = 0; i < this.count; i++) {
				int depth = this.depths[i];
				int low = bound(this.lows[i], this.highs[i], depth, next);
				int high = (low == this.highs[i]) ? low
						: bound(low, this.highs[i], depth, (char) Math.min(next + 1, Character.MAX_VALUE));
				if (next == Character.MAX_VALUE) {
					high = this.highs[i];
				}
				if (low < high) {
					this.depths[kept] = depth + 1;
					this.lows[kept] = low;
					this.highs[kept] = high;
					if (found == 0 && ends(kept)) {
						found = depth + 1;
					}
					kept++;
				}
			}
			this.count = kept;
			return found;
		}

		private boolean ends(int trace) {
			return Search.this.words[this.lows[trace]].length() == this.depths[trace];
		}

		/**
		 * The first among neighbours whose character there is not below that one.
		 */
		private int bound(int from, int to, int depth, char character) {
			int low = from;
			int high = to;
			while (low < high) {
				int middle = (low + high) >>> 1;
				String word = Search.this.words[middle];
				if (word.length() <= depth || word.charAt(depth) < character) {
					low = middle + 1;
				}
				else {
					high = middle;
				}
			}
			return low;
		}

		/**
		 * Whether words begin with the last characters.
		 */
		private boolean begin() {
			int[] firsts = Search.this.firsts;
			for (int slot = slot(this.hash); firsts[slot] != 0; slot = (slot + 1) & (firsts.length - 1)) {
				if (isBeginning(Search.this.words[firsts[slot] - 1])) {
					add(firsts[slot] - 1, Search.this.ends[slot]);
					return true;
				}
			}
			return false;
		}

		private boolean isBeginning(String word) {
			for (int i = 0; i < WINDOW; i++) {
				if (word.charAt(i) != this.last[(int) ((this.seen + i) % WINDOW)]) {
					return false;
				}
			}
			return true;
		}

		private void add(int low, int high) {
			if (this.count == this.depths.length) {
				this.depths = Arrays.copyOf(this.depths, 2 * this.count);
				this.lows = Arrays.copyOf(this.lows, 2 * this.count);
				this.highs = Arrays.copyOf(this.highs, 2 * this.count);
			}
			this.depths[this.count] = WINDOW;
			this.lows[this.count] = low;
			this.highs[this.count] = high;
			this.count++;
		}

		/**
		 * How many characters before this point may be the beginning of a word, if more
		 * than may be shown.
		 */
		int open() {
			if (this.count > 0) {
				return this.depths[0];
			}
			StringBuilder end = new StringBuilder();
			for (long i = Math.max(0, this.seen - WINDOW + 1); i < this.seen; i++) {
				end.append(this.last[(int) (i % WINDOW)]);
			}
			while (end.length() > MaskedStream.SHOWN) {
				if (begins(end.toString())) {
					return end.length();
				}
				end.deleteCharAt(0);
			}
			return 0;
		}

	}

}

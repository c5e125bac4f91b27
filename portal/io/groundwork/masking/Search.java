package io.groundwork.masking;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds any of many words in one pass (Aho and Corasick).
 */
final class Search {

	static final int START = 0;

	private final List<String> words;

	/**
	 * Edges of the tree of words: the node before and a character, and where they lead.
	 */
	private long[] keys = new long[64];

	private int[] targets = new int[64];

	private int edges;

	/**
	 * For each node: its length, where to go on if nothing fits, the longest word that
	 * ends there.
	 */
	private int[] depths = new int[32];

	private int[] fallbacks = new int[32];

	private int[] found = new int[32];

	private int nodes = 1;

	Search(Collection<String> words) {
		this.words = List.copyOf(words);
		Arrays.fill(this.keys, -1);
		this.words.forEach(this::add);
		link();
	}

	boolean isEmpty() {
		return this.words.isEmpty();
	}

	int step(int node, char next) {
		int from = node;
		while (true) {
			int to = edge(from, next);
			if (to > 0) {
				return to;
			}
			if (from == START) {
				return START;
			}
			from = this.fallbacks[from];
		}
	}

	/**
	 * How many characters the longest word has that ends here, 0 if none does.
	 */
	int longest(int node) {
		return this.found[node];
	}

	/**
	 * How many characters before this point may be the beginning of a word.
	 */
	int depth(int node) {
		return this.depths[node];
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
				if (text.startsWith(word.substring(word.length() - length))) {
					longest = length;
				}
			}
		}
		return longest;
	}

	private void add(String word) {
		int node = START;
		for (int i = 0; i < word.length(); i++) {
			int next = edge(node, word.charAt(i));
			if (next == 0) {
				next = node(this.depths[node] + 1);
				put(key(node, word.charAt(i)), next);
			}
			node = next;
		}
		this.found[node] = word.length();
	}

	private int node(int depth) {
		if (this.nodes == this.depths.length) {
			this.depths = Arrays.copyOf(this.depths, 2 * this.nodes);
			this.fallbacks = Arrays.copyOf(this.fallbacks, 2 * this.nodes);
			this.found = Arrays.copyOf(this.found, 2 * this.nodes);
		}
		this.depths[this.nodes] = depth;
		return this.nodes++;
	}

	/**
	 * From the root outwards, since a node's fallback is nearer to the root than itself.
	 */
	private void link() {
		int[][] children = children();
		ArrayDeque<Integer> waiting = new ArrayDeque<>();
		for (int slot : children[START]) {
			waiting.add(this.targets[slot]);
		}
		while (!waiting.isEmpty()) {
			int node = waiting.remove();
			this.found[node] = Math.max(this.found[node], this.found[this.fallbacks[node]]);
			for (int slot : children[node]) {
				int child = this.targets[slot];
				this.fallbacks[child] = step(this.fallbacks[node], (char) this.keys[slot]);
				waiting.add(child);
			}
		}
	}

	private int[][] children() {
		int[] counts = new int[this.nodes];
		for (long key : this.keys) {
			if (key >= 0) {
				counts[(int) (key >>> 16)]++;
			}
		}
		int[][] children = new int[this.nodes][];
		for (int node = 0; node < this.nodes; node++) {
			children[node] = new int[counts[node]];
		}
		for (int slot = 0; slot < this.keys.length; slot++) {
			if (this.keys[slot] >= 0) {
				int node = (int) (this.keys[slot] >>> 16);
				children[node][--counts[node]] = slot;
			}
		}
		return children;
	}

	private static long key(int node, char next) {
		return ((long) node << 16) | next;
	}

	private int edge(int node, char next) {
		long key = key(node, next);
		for (int slot = slot(key, this.keys.length);; slot = (slot + 1) & (this.keys.length - 1)) {
			if (this.keys[slot] == key) {
				return this.targets[slot];
			}
			if (this.keys[slot] < 0) {
				return 0;
			}
		}
	}

	private void put(long key, int target) {
		if (2 * this.edges >= this.keys.length) {
			grow();
		}
		int slot = slot(key, this.keys.length);
		while (this.keys[slot] >= 0) {
			slot = (slot + 1) & (this.keys.length - 1);
		}
		this.keys[slot] = key;
		this.targets[slot] = target;
		this.edges++;
	}

	private void grow() {
		long[] oldKeys = this.keys;
		int[] oldTargets = this.targets;
		this.keys = new long[2 * oldKeys.length];
		this.targets = new int[2 * oldKeys.length];
		Arrays.fill(this.keys, -1);
		this.edges = 0;
		for (int slot = 0; slot < oldKeys.length; slot++) {
			if (oldKeys[slot] >= 0) {
				put(oldKeys[slot], oldTargets[slot]);
			}
		}
	}

	private static int slot(long key, int slots) {
		long mixed = key * 0x9E3779B97F4A7C15L;
		return (int) (mixed >>> 40) & (slots - 1);
	}

}

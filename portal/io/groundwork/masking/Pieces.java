package io.groundwork.masking;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What long secrets are made of, a piece after the other, each remembered by a number
 * only: so that a secret of a megabyte needs less memory than itself.
 */
final class Pieces {

	/** So many characters has each. */
	static final int SIZE = 32;

	private static final long BASE = 0x9E3779B97F4A7C15L;

	/** What the oldest of the characters counts for. */
	private static final long OLDEST = oldest();

	/** A piece with fewer different characters is no secret, but a ruler. */
	private static final int DIFFERENT = 5;

	private long[] all = new long[64];

	private int count;

	private final Set<Long> last = new HashSet<>();

	private static long oldest() {
		long power = 1;
		for (int i = 0; i < SIZE; i++) {
			power *= BASE;
		}
		return power;
	}

	boolean isEmpty() {
		return this.count == 0;
	}

	/**
	 * Cuts a text into pieces; the last two may share some characters.
	 */
	void add(String text) {
		int end = text.length() - SIZE;
		for (int start = 0; start < end; start += SIZE) {
			add(text, start);
		}
		add(text, end);
		this.last.add(number(text, end));
	}

	private void add(String text, int start) {
		if (different(text, start) >= DIFFERENT) {
			put(number(text, start));
		}
	}

	private static int different(String text, int start) {
		int count = 0;
		for (int i = start; i < start + SIZE && count < DIFFERENT; i++) {
			count += (text.indexOf(text.charAt(i), start) == i) ? 1 : 0;
		}
		return count;
	}

	private static long number(String text, int start) {
		long number = 0;
		for (int i = start; i < start + SIZE; i++) {
			number = number * BASE + text.charAt(i);
		}
		return number;
	}

	/**
	 * The number of the piece that comes of another by one character more.
	 * @param oldest the first character of the one before
	 */
	static long next(long number, char oldest, char next) {
		return number * BASE + next - OLDEST * oldest;
	}

	boolean has(long number) {
		return this.all[slot(number, this.all)] != 0;
	}

	/**
	 * Whether it is the end of a secret.
	 */
	boolean ends(long number) {
		return this.last.contains(number);
	}

	private void put(long number) {
		if (2 * this.count >= this.all.length) {
			long[] before = this.all;
			this.all = new long[2 * before.length];
			Arrays.stream(before).filter((it) -> it != 0).forEach((it) -> this.all[slot(it, this.all)] = it);
		}
		int slot = slot(number, this.all);
		if (this.all[slot] == 0) {
			this.all[slot] = number;
			this.count++;
		}
	}

	private static int slot(long number, long[] among) {
		int slot = (int) ((number * 0xD6E8FEB86659FD93L) >>> 32) & (among.length - 1);
		while (among[slot] != 0 && among[slot] != number) {
			slot = (slot + 1) & (among.length - 1);
		}
		return slot;
	}

}

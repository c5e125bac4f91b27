package io.groundwork.web;

import java.time.Instant;

/**
 * A place among what happened: by its time, and for what happened at the same time by
 * numbers.
 *
 * @param at when
 * @param number the number of what it happened to
 * @param seq the how many-eth of what happened to it
 */
public record Moment(Instant at, long number, int seq) {

	/**
	 * Before everything of that time.
	 */
	public static Moment before(Instant at) {
		return new Moment(at, -1, -1);
	}

	/**
	 * After everything of that time.
	 */
	public static Moment after(Instant at) {
		return new Moment(at, Long.MAX_VALUE, Integer.MAX_VALUE);
	}

}

package io.groundwork.web;

import java.util.List;
import java.util.function.Function;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: the items, and what to ask for to get the next ones. Pages follow a
 * key, so that page 10,000 costs what page 1 does.
 *
 * @param items the items
 * @param next the cursor of the next page, null when this is the last
 */
public record Page<T>(List<T> items, @Schema(types = {
		"string", "null" }) @Nullable String next){

	private static final int MOST = 200;

	/**
	 * Makes a page of what was found when one more than fits was asked for.
	 */
	public static <S, T> Page<T> of(List<S> found, int most, Function<S, T> shown, Function<S, String> cursor) {
		List<S> kept = found.subList(0, Math.min(most, found.size()));
		return new Page<>(kept.stream().map(shown).toList(),
				(found.size() > most) ? cursor.apply(kept.getLast()) : null);
	}

	/**
	 * How many items were asked for, if that many are given at once.
	 */
	public static int size(int limit) {
		if (limit < 1 || limit > MOST) {
			throw new InvalidInputException("limit", "limit must be from 1 to " + MOST + ".");
		}
		return limit;
	}

}

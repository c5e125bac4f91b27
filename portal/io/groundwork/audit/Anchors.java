package io.groundwork.audit;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where the statements of segments are kept, out of the database's reach.
 */
interface Anchors {

	/**
	 * Keeps the statement under that name; one that is there already is never replaced.
	 * @return what is kept there now, which is the statement unless somebody else was
	 * there before
	 */
	String put(String name, String statement);

	/**
	 * Hands over everything that is kept, in the order of its names.
	 */
	void each(Consumer<Kept> consumer);

	default List<Kept> all() {
		List<Kept> all = new java.util.ArrayList<>();
		each(all::add);
		return all;
	}

	/**
	 * Something kept.
	 */
	record Kept(String name, String text) {

	}

}

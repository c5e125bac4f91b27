package io.groundwork.notices;

import java.util.List;

import io.groundwork.identity.Known;

/**
 * Knows what waits for people. Whoever has such things says so by a bean of this kind.
 */
public interface Waiting {

	/**
	 * What waits for somebody, the most urgent first.
	 */
	List<Item> of(Known person);

	/**
	 * One thing that waits.
	 *
	 * @param title what it is, in a few words
	 * @param link where it waits, within the portal
	 */
	record Item(String title, String link) {

	}

}

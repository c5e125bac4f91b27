package io.groundwork.storage;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the objects of a listing.
 *
 * @param objects the objects, in the order of their names
 * @param next what to ask the next page with, or {@code null} if this is the last
 */
public record ObjectPage(List<ObjectHead> objects, @Nullable String next) {

	public ObjectPage {
		objects = List.copyOf(objects);
	}

}

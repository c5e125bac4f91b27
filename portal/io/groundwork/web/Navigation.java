package io.groundwork.web;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The sections that the visitor may use; the model attribute {@code navigation}.
 *
 * @param items in the order shown
 */
public record Navigation(List<Item> items) {

	public Navigation {
		items = List.copyOf(items);
	}

	/**
	 * One section.
	 *
	 * @param label what it is called
	 * @param href where it is
	 * @param section the name that its pages give to the layout
	 * @param count how many things wait there for the visitor; nothing is shown for none
	 */
	public record Item(String label, String href, String section, @Nullable Integer count) {

		public Item(String label, String href, String section) {
			this(label, href, section, null);
		}

	}

}

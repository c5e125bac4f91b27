package io.groundwork.web;

/**
 * One of a few, for the fragment {@code parts/field :: cards}.
 *
 * @param value what the form sends
 * @param label what it is called
 * @param note what choosing it means, or why it cannot be chosen
 * @param open whether it can be chosen
 */
public record Choice(String value, String label, String note, boolean open) {

	public Choice(String value, String label, String note) {
		this(value, label, note, true);
	}

}

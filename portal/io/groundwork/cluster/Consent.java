package io.groundwork.cluster;

/**
 * What goes further than changing what is ours, each only when somebody says so. It is
 * part of what is agreed to.
 *
 * @param takeFields whether fields that others have set are taken from them
 * @param takeNamespaces whether a namespace goes even with others' objects in it
 */
public record Consent(boolean takeFields, boolean takeNamespaces) {

	/** Nothing but what is ours. */
	public static final Consent NONE = new Consent(false, false);

}

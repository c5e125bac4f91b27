package io.groundwork.cluster;

import java.util.Comparator;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Which object is meant.
 *
 * @param apiVersion group and version, such as {@code apps/v1}
 * @param kind its kind
 * @param namespace where it is; empty for what belongs to the whole cluster
 * @param name its name
 */
@Schema(name = "ClusterObject")
public record Ref(String apiVersion, String kind, String namespace, String name) implements Comparable<Ref> {

	private static final Comparator<Ref> ORDER = Comparator.comparing(Ref::namespace)
		.thenComparing(Ref::kind)
		.thenComparing(Ref::name)
		.thenComparing(Ref::apiVersion);

	/**
	 * The group of its kind; empty for the core.
	 */
	String group() {
		int slash = this.apiVersion.indexOf('/');
		return (slash < 0) ? "" : this.apiVersion.substring(0, slash);
	}

	/**
	 * What it keeps when its kind gets a newer version.
	 */
	String key() {
		return String.join("|", group(), this.kind, this.namespace, this.name);
	}

	boolean isNamespace() {
		return this.kind.equals("Namespace") && group().isEmpty();
	}

	/**
	 * The namespace that is needed for it to be there; empty if none is.
	 */
	String home() {
		return isNamespace() ? this.name : this.namespace;
	}

	@Override
	public int compareTo(Ref other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.kind + " " + (this.namespace.isEmpty() ? this.name : this.namespace + "/" + this.name);
	}

}

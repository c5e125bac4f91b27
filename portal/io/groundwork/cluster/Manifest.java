package io.groundwork.cluster;

import tools.jackson.databind.node.ObjectNode;

/**
 * An object as it is declared.
 *
 * @param ref which
 * @param json all that is declared of it; not to be changed
 */
record Manifest(Ref ref, ObjectNode json) {

	/**
	 * Whether this is what makes objects of that kind possible.
	 */
	boolean defines(Ref other) {
		return this.ref.kind().equals("CustomResourceDefinition")
				&& this.json.path("spec").path("group").asString("").equals(other.group())
				&& this.json.path("spec").path("names").path("kind").asString("").equals(other.kind());
	}

}

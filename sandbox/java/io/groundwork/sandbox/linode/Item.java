package io.groundwork.sandbox.linode;

import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that is kept; neither node is changed once it is in an item.
 *
 * @param kind what it is
 * @param id its number
 * @param parent the number of what it belongs to, 0 for nothing
 * @param owner the label of the token that made it
 * @param body what the API tells of it
 * @param hidden what only the house knows: passwords, times, where it really runs
 */
record Item(Kind kind, long id, long parent, String owner, ObjectNode body, ObjectNode hidden) {

	Item(Kind kind, long id, long parent, String owner, ObjectNode body) {
		this(kind, id, parent, owner, body, Json.object());
	}

	Item with(ObjectNode body) {
		return new Item(this.kind, this.id, this.parent, this.owner, body, this.hidden);
	}

	Item withHidden(ObjectNode hidden) {
		return new Item(this.kind, this.id, this.parent, this.owner, this.body, hidden);
	}

	/**
	 * A copy of the body to change.
	 */
	ObjectNode copy() {
		return this.body.deepCopy();
	}

	String text(String field) {
		return this.body.path(field).asString("");
	}

	String secret(String field) {
		return this.hidden.path(field).asString("");
	}

	String label() {
		return text((this.kind == Kind.DOMAIN) ? "domain" : (this.kind == Kind.RECORD) ? "name" : "label");
	}

}

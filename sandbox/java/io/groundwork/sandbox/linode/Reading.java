package io.groundwork.sandbox.linode;

import java.util.List;
import java.util.Optional;

/**
 * What is kept, to look at.
 */
interface Reading {

	Optional<Item> find(Kind kind, long id);

	/**
	 * All of a kind, oldest first.
	 */
	List<Item> all(Kind kind);

	default List<Item> children(Kind kind, long parent) {
		return all(kind).stream().filter((item) -> item.parent() == parent).toList();
	}

	default Item get(Kind kind, long id) {
		return find(kind, id).orElseThrow(Refusal::notFound);
	}

	/**
	 * The one of that number inside that parent; anybody else's is not found.
	 */
	default Item get(Kind kind, long parent, long id) {
		return find(kind, id).filter((item) -> item.parent() == parent).orElseThrow(Refusal::notFound);
	}

}

package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One change in the making: it sees itself, and nobody else sees it until it is in the
 * journal.
 */
final class Draft implements Reading {

	private final Store store;

	private final Map<Key, Optional<Item>> changes = new LinkedHashMap<>();

	private final List<Runnable> afterwards = new ArrayList<>();

	private long lastId;

	Draft(Store store, long lastId) {
		this.store = store;
		this.lastId = lastId;
	}

	@Override
	public Optional<Item> find(Kind kind, long id) {
		Optional<Item> changed = this.changes.get(new Key(kind, id));
		return (changed != null) ? changed : this.store.find(kind, id);
	}

	@Override
	public List<Item> all(Kind kind) {
		if (this.changes.keySet().stream().noneMatch((key) -> key.kind() == kind)) {
			return this.store.all(kind);
		}
		Map<Long, Item> items = new TreeMap<>();
		this.store.all(kind).forEach((item) -> items.put(item.id(), item));
		this.changes.forEach((key, item) -> {
			if (key.kind() == kind) {
				item.ifPresentOrElse((present) -> items.put(key.id(), present), () -> items.remove(key.id()));
			}
		});
		return List.copyOf(items.values());
	}

	long nextId() {
		return ++this.lastId;
	}

	long lastId() {
		return this.lastId;
	}

	Item put(Item item) {
		this.changes.put(new Key(item.kind(), item.id()), Optional.of(item));
		return item;
	}

	void remove(Item item) {
		this.changes.put(new Key(item.kind(), item.id()), Optional.empty());
	}

	/**
	 * What is to be done outside once the change is kept; it must not fail.
	 */
	void then(Runnable action) {
		this.afterwards.add(action);
	}

	Map<Key, Optional<Item>> changes() {
		return this.changes;
	}

	List<Runnable> afterwards() {
		return this.afterwards;
	}

	/**
	 * What names an item.
	 */
	record Key(Kind kind, long id) {

	}

}

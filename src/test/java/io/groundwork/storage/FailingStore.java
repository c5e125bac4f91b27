package io.groundwork.storage;

import java.io.InputStream;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A store whose process dies after so many changes: the next one, and all after it, do
 * not happen.
 */
class FailingStore implements ObjectStore {

	private final ObjectStore store;

	private int left;

	private int changes;

	FailingStore(ObjectStore store, int left) {
		this.store = store;
		this.left = left;
	}

	/**
	 * How many changes have been made.
	 */
	int changes() {
		return this.changes;
	}

	@Override
	public void put(String name, Content content) {
		change();
		this.store.put(name, content);
	}

	@Override
	public InputStream get(String name) {
		return this.store.get(name);
	}

	@Override
	public Optional<ObjectHead> head(String name) {
		return this.store.head(name);
	}

	@Override
	public void delete(String name) {
		change();
		this.store.delete(name);
	}

	@Override
	public ObjectPage list(String prefix, @Nullable String after, int limit) {
		return this.store.list(prefix, after, limit);
	}

	private void change() {
		if (this.left == 0) {
			throw new Died();
		}
		this.left--;
		this.changes++;
	}

	/**
	 * The process died.
	 */
	static final class Died extends RuntimeException {

	}

}

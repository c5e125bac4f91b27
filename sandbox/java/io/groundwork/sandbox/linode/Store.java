package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Everything this API keeps: read without a lock, changed by one at a time, written to
 * the journal before anybody sees it.
 */
final class Store implements Reading, AutoCloseable {

	private static final long FIRST_ID = 100_000;

	private static final int EVENTS = 5_000;

	private final Map<Kind, ConcurrentNavigableMap<Long, Item>> items = new EnumMap<>(Kind.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Journal journal;

	private volatile long lastId = FIRST_ID;

	Store(Path file) {
		for (Kind kind : Kind.values()) {
			this.items.put(kind, new ConcurrentSkipListMap<>());
		}
		this.journal = Journal.open(file, this::replay);
		// Nobody asks for events that old.
		while (of(Kind.EVENT).size() > EVENTS) {
			of(Kind.EVENT).pollFirstEntry();
		}
		this.journal.compact(this.lastId, everything());
	}

	private void replay(Journal.Entry entry) {
		this.lastId = Math.max(this.lastId, entry.lastId());
		entry.gone().forEach((key) -> of(key.kind()).remove(key.id()));
		entry.kept().forEach((item) -> of(item.kind()).put(item.id(), item));
	}

	private ConcurrentNavigableMap<Long, Item> of(Kind kind) {
		ConcurrentNavigableMap<Long, Item> found = this.items.get(kind);
		if (found == null) {
			throw new IllegalStateException("nothing is kept of " + kind);
		}
		return found;
	}

	/**
	 * The last number that was given: it grows with all that is made and all that events
	 * tell of.
	 */
	long lastId() {
		return this.lastId;
	}

	@Override
	public Optional<Item> find(Kind kind, long id) {
		return Optional.ofNullable(of(kind).get(id));
	}

	@Override
	public List<Item> all(Kind kind) {
		return new ArrayList<>(of(kind).values());
	}

	/**
	 * Makes a change, or none of it if the work throws.
	 */
	<T> T change(Function<Draft, T> work) {
		Draft draft;
		T result;
		this.lock.lock();
		try {
			draft = new Draft(this, this.lastId);
			result = work.apply(draft);
			if (!draft.changes().isEmpty()) {
				this.journal.append(Journal.Entry.of(draft));
				this.lastId = draft.lastId();
				draft.changes()
					.forEach((key, item) -> item.ifPresentOrElse((kept) -> of(key.kind()).put(key.id(), kept),
							() -> of(key.kind()).remove(key.id())));
			}
		}
		finally {
			this.lock.unlock();
		}
		draft.afterwards().forEach(Runnable::run);
		return result;
	}

	void run(Consumer<Draft> work) {
		change((draft) -> {
			work.accept(draft);
			return true;
		});
	}

	private List<Item> everything() {
		List<Item> everything = new ArrayList<>();
		this.items.values().forEach((kind) -> everything.addAll(kind.values()));
		return everything;
	}

	@Override
	public void close() {
		this.journal.close();
	}

}

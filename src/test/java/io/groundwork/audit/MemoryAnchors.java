package io.groundwork.audit;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * Anchors that a test can look at and change.
 */
class MemoryAnchors implements Anchors {

	final ConcurrentSkipListMap<String, String> kept = new ConcurrentSkipListMap<>();

	@Override
	public String put(String name, String statement) {
		String before = this.kept.putIfAbsent(name, statement);
		return (before != null) ? before : statement;
	}

	@Override
	public void each(Consumer<Kept> consumer) {
		this.kept.forEach((name, text) -> consumer.accept(new Kept(name, text)));
	}

}

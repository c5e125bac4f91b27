package io.groundwork.audit;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.groundwork.storage.ObjectHead;
import io.groundwork.storage.ObjectPage;
import io.groundwork.storage.ObjectStore;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Keeps the statements as plain objects: whoever has only the bucket must be able to read
 * them, so they are signed and not sealed.
 */
@Component
class StoredAnchors implements Anchors {

	private static final String FOLDER = "audit-anchors/";

	private static final int LONGEST = 65_536;

	private final ObjectStore store;

	StoredAnchors(@Qualifier("bareStore") ObjectStore store) {
		this.store = store;
	}

	@Override
	public String put(String name, String statement) {
		if (this.store.exists(FOLDER + name)) {
			return read(FOLDER + name);
		}
		this.store.put(FOLDER + name, statement.getBytes(StandardCharsets.UTF_8));
		return statement;
	}

	@Override
	public void each(Consumer<Kept> consumer) {
		String after = null;
		do {
			ObjectPage page = this.store.list(FOLDER, after, 1000);
			for (ObjectHead object : page.objects()) {
				consumer.accept(new Kept(object.name().substring(FOLDER.length()), read(object.name())));
			}
			after = page.next();
		}
		while (after != null);
	}

	private String read(String name) {
		return new String(this.store.readAll(name, LONGEST), StandardCharsets.UTF_8);
	}

}

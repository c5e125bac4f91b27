package io.groundwork.bundles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.groundwork.storage.NoSuchObjectException;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.StorageException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * This build's template, and those of earlier builds, which are kept in the object store
 * under {@code templates/<digest>}.
 */
@Component
class TemplateStore {

	private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

	/** Read when it is first needed, so that starting the portal does not wait for it. */
	private final Supplier<Templates> newest;

	private final @Nullable ObjectStore store;

	private final Map<String, Templates> others = new ConcurrentHashMap<>();

	private volatile boolean kept;

	@Autowired
	TemplateStore(ObjectStore store) {
		this(SingletonSupplier.of(Templates::ofThisBuild), store);
	}

	TemplateStore(Supplier<Templates> newest, @Nullable ObjectStore store) {
		this.newest = newest;
		this.store = store;
	}

	static TemplateStore ofThisBuild() {
		return new TemplateStore(SingletonSupplier.of(Templates::ofThisBuild), null);
	}

	Templates newest() {
		return this.newest.get();
	}

	/**
	 * What is made with this build's template and code.
	 */
	TemplateVersion version() {
		return new TemplateVersion(Renderer.NEWEST.number(), newest().digest());
	}

	/**
	 * Sees to it that what is made with this build's template can be made again by a
	 * later build. It is said before something made with it is kept anywhere.
	 */
	void keep() {
		if (this.kept || this.store == null) {
			return;
		}
		String name = name(newest().digest());
		if (!this.store.exists(name)) {
			ByteArrayOutputStream archive = new ByteArrayOutputStream();
			try {
				newest().writeTo(archive);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.store.put(name, archive.toByteArray());
		}
		this.kept = true;
	}

	Templates get(String digest) {
		return digest.equals(newest().digest()) ? newest() : this.others.computeIfAbsent(digest, this::read);
	}

	private Templates read(String digest) {
		if (this.store == null || !DIGEST.matcher(digest).matches()) {
			throw unknown(digest);
		}
		try (InputStream archive = this.store.get(name(digest))) {
			Templates read = Templates.read(archive);
			if (!read.digest().equals(digest)) {
				throw new StorageException(
						"The object %s is another template, %s".formatted(name(digest), read.digest()));
			}
			return read;
		}
		catch (NoSuchObjectException ex) {
			throw unknown(digest);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static UnknownTemplateException unknown(String digest) {
		return new UnknownTemplateException("No template %s is kept".formatted(digest));
	}

	private static String name(String digest) {
		return "templates/" + digest;
	}

}

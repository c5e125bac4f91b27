package io.groundwork.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Seals every object of a store with a data key of its own, and keeps that key, itself
 * sealed, beside the object: taking objects to a new key-encryption key rewrites these
 * small keys only.
 */
public final class SealedStore implements ObjectStore {

	private static final String OBJECTS = "objects/";

	private static final String KEYS = "keys/";

	private static final int PAGE = 1000;

	/**
	 * How often a reader begins again when the object is replaced just as it is opened.
	 */
	private static final int TRIES = 5;

	/**
	 * A key without its object is left alone for so long: its object may be on its way.
	 */
	private static final Duration SPARED = Duration.ofDays(1);

	private final ObjectStore store;

	private final KeyEncryption keys;

	private final Clock clock;

	SealedStore(ObjectStore store, KeyEncryption keys, Clock clock) {
		this.store = store;
		this.keys = keys;
		this.clock = clock;
	}

	/**
	 * The key is written before the object that needs it, and the replaced object's key
	 * goes after that object; a crash in between leaves a key too many, never too few.
	 */
	@Override
	public void put(String name, Content content) {
		ObjectName.check(name, ObjectName.LONGEST);
		Optional<SealedVersion> replaced = version(name);
		SealedVersion version = SealedVersion.random(name);
		DataKey key = DataKey.random();
		this.store.put(keyName(version), WrappedKey.wrap(version, key, this.keys).toJson());
		this.store.put(OBJECTS + name, (out) -> {
			version.writeTo(out);
			// Closing writes the mark of the end, so it is only done if all went well.
			OutputStream sealing = sealing(key, version, out);
			content.writeTo(new Unclosed(sealing));
			sealing.close();
		});
		replaced.ifPresent(this::deleteKey);
	}

	private static OutputStream sealing(DataKey key, SealedVersion version, OutputStream out) throws IOException {
		try {
			return key.streaming().newEncryptingStream(new Unclosed(out), version.bound());
		}
		catch (GeneralSecurityException ex) {
			throw new StorageException("The object " + version.name() + " could not be sealed", ex);
		}
	}

	@Override
	public InputStream get(String name) {
		ObjectName.check(name, ObjectName.LONGEST);
		for (int attempt = 1;; attempt++) {
			InputStream in = sealed(name);
			boolean opened = false;
			try {
				SealedVersion version = SealedVersion.read(name, in);
				Optional<DataKey> key = key(version);
				if (key.isPresent()) {
					InputStream plain = UnsealedStream.open(key.get(), version, in);
					opened = true;
					return plain;
				}
				if (attempt == TRIES || isCurrent(version)) {
					throw new BrokenSealException(
							"The object %s cannot be opened: it was sealed under another name, or its key was deleted"
								.formatted(name));
				}
			}
			catch (IOException ex) {
				throw ReadFailure.of(name, ex);
			}
			finally {
				if (!opened) {
					closeQuietly(in);
				}
			}
		}
	}

	private InputStream sealed(String name) {
		try {
			return this.store.get(OBJECTS + name);
		}
		catch (NoSuchObjectException ex) {
			throw new NoSuchObjectException(name);
		}
	}

	@Override
	public Optional<ObjectHead> head(String name) {
		ObjectName.check(name, ObjectName.LONGEST);
		return this.store.head(OBJECTS + name).map(SealedStore::plain);
	}

	@Override
	public void delete(String name) {
		ObjectName.check(name, ObjectName.LONGEST);
		Optional<SealedVersion> deleted = version(name);
		this.store.delete(OBJECTS + name);
		deleted.ifPresent(this::deleteKey);
	}

	@Override
	public ObjectPage list(String prefix, @Nullable String after, int limit) {
		ObjectName.checkPrefix(prefix, ObjectName.LONGEST);
		ObjectPage page = this.store.list(OBJECTS + prefix, (after != null) ? OBJECTS + after : null, limit);
		String next = page.next();
		return new ObjectPage(page.objects().stream().map(SealedStore::plain).toList(),
				(next != null) ? next.substring(OBJECTS.length()) : null);
	}

	/**
	 * Takes every object to the active key. It can be stopped at any moment and called
	 * again: each object is readable throughout, and those done are passed over.
	 */
	public Rewrapped rewrap() {
		this.keys.reload();
		int rewrapped = 0;
		int looked = 0;
		List<String> refused = new ArrayList<>();
		String after = null;
		do {
			ObjectPage page = this.store.list(KEYS, after, PAGE);
			for (ObjectHead key : page.objects()) {
				looked++;
				try {
					rewrapped += rewrap(key.name()) ? 1 : 0;
				}
				catch (BrokenSealException ex) {
					refused.add(ex.getMessage());
				}
			}
			after = page.next();
		}
		while (after != null);
		return new Rewrapped(looked, rewrapped, refused);
	}

	/**
	 * An object that is deleted at this very moment may leave its key; {@link #sweep}
	 * removes it.
	 */
	private boolean rewrap(String keyName) {
		Optional<WrappedKey> found = wrapped("An object", keyName);
		if (found.isEmpty() || found.get().key().equals(this.keys.active())) {
			return false;
		}
		this.store.put(keyName, found.get().rewrap(this.keys).toJson());
		return true;
	}

	/**
	 * Removes keys without an object, which crashes leave.
	 * @return how many
	 */
	public int sweep() {
		Instant before = this.clock.instant().minus(SPARED);
		int removed = 0;
		String after = null;
		do {
			ObjectPage page = this.store.list(KEYS, after, PAGE);
			for (ObjectHead key : page.objects()) {
				if (key.modified().isBefore(before) && isOrphan(key.name())) {
					this.store.delete(key.name());
					removed++;
				}
			}
			after = page.next();
		}
		while (after != null);
		return removed;
	}

	private boolean isOrphan(String keyName) {
		try {
			Optional<WrappedKey> key = wrapped("An object", keyName);
			return key.isPresent() && !isCurrent(key.get().sealedVersion());
		}
		catch (BrokenSealException ex) {
			// Something was changed by hand; nothing is thrown away on that ground.
			return false;
		}
	}

	private boolean isCurrent(SealedVersion version) {
		try (InputStream in = sealed(version.name())) {
			return SealedVersion.read(version.name(), in).equals(version);
		}
		catch (NoSuchObjectException ex) {
			return false;
		}
		catch (IOException ex) {
			throw ReadFailure.of(version.name(), ex);
		}
	}

	/**
	 * The version of the object as it is now; none if there is no object or it is not one
	 * of ours, so that also a broken object can be replaced and deleted.
	 */
	private Optional<SealedVersion> version(String name) {
		try (InputStream in = sealed(name)) {
			return Optional.of(SealedVersion.read(name, in));
		}
		catch (NoSuchObjectException | BrokenSealException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw ReadFailure.of(name, ex);
		}
	}

	private Optional<DataKey> key(SealedVersion version) {
		return wrapped("The object " + version.name(), keyName(version)).map((key) -> key.unwrap(version, this.keys));
	}

	private Optional<WrappedKey> wrapped(String what, String keyName) {
		try {
			return Optional.of(WrappedKey.fromJson(what, keyName, this.store.readAll(keyName, WrappedKey.LONGEST)));
		}
		catch (NoSuchObjectException ex) {
			return Optional.empty();
		}
	}

	private void deleteKey(SealedVersion version) {
		this.store.delete(keyName(version));
	}

	private static String keyName(SealedVersion version) {
		return KEYS + version.keyName();
	}

	private static ObjectHead plain(ObjectHead sealed) {
		return new ObjectHead(sealed.name().substring(OBJECTS.length()),
				DataKey.plainSize(sealed.size() - SealedVersion.LENGTH), sealed.modified());
	}

	private static void closeQuietly(InputStream in) {
		try {
			in.close();
		}
		catch (IOException ex) {
			// What made us give the stream up is already on its way to the caller.
		}
	}

	/**
	 * What a walk over all keys has done.
	 *
	 * @param looked how many keys it looked at
	 * @param rewrapped how many of them it took to the active key
	 * @param refused what it had to leave, and why
	 */
	public record Rewrapped(int looked, int rewrapped, List<String> refused) {

		public Rewrapped {
			refused = List.copyOf(refused);
		}

	}

}

package io.groundwork.storage;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The key-encryption keys, one of them active: it seals what is written from now on, the
 * others only open what they sealed.
 *
 * @param active the id of the active key
 * @param keys all keys
 */
record KeyRing(@Nullable String active, @Nullable List<Key> keys) {

	static final int KEY_BYTES = 32;

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	static boolean isId(String id) {
		return ID.matcher(id).matches();
	}

	/**
	 * What is wrong with these keys, in a sentence.
	 */
	@Nullable String fault() {
		if (this.active == null || this.keys == null || this.keys.isEmpty()) {
			return "it must name an active key and hold at least one";
		}
		Set<String> ids = new HashSet<>();
		for (Key key : this.keys) {
			if (key == null || key.id() == null || !isId(key.id())) {
				return "a key's id must be 1 to 64 letters, digits, dots, dashes or underscores";
			}
			if (key.key() == null || key.key().length != KEY_BYTES) {
				return "the key " + key.id() + " must be " + KEY_BYTES + " bytes in base64";
			}
			if (!ids.add(key.id())) {
				return "the key " + key.id() + " is there twice; remove one";
			}
		}
		return ids.contains(this.active) ? null : "the active key is not among the keys";
	}

	@Nullable Key find(String id) {
		return all().stream().filter((key) -> key.id().equals(id)).findFirst().orElse(null);
	}

	Key activeKey() {
		Key key = (this.active != null) ? find(this.active) : null;
		if (key == null) {
			throw new IllegalStateException("Keys are only used after they were checked");
		}
		return key;
	}

	/**
	 * These keys and a new one, which becomes the active one.
	 */
	KeyRing plus(Key key) {
		List<Key> more = new ArrayList<>(all());
		more.add(key);
		return new KeyRing(key.id(), more);
	}

	private List<Key> all() {
		return (this.keys != null) ? this.keys : List.of();
	}

	/**
	 * One key-encryption key.
	 *
	 * @param id how sealed things refer to it
	 * @param key its 32 bytes
	 */
	record Key(String id, byte[] key) {

		private static final SecureRandom RANDOM = new SecureRandom();

		static Key random(String id) {
			byte[] key = new byte[KEY_BYTES];
			RANDOM.nextBytes(key);
			return new Key(id, key);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && this.id.equals(key.id) && Arrays.equals(this.key, key.key);
		}

		@Override
		public int hashCode() {
			return this.id.hashCode();
		}

		/**
		 * Without the key: this may end up in a log.
		 */
		@Override
		public String toString() {
			return "Key[" + this.id + "]";
		}

	}

}

package io.groundwork.storage;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A data key sealed with a key-encryption key, as it is kept: readable but for the key
 * itself.
 *
 * @param format the number of this format
 * @param object the name of the object that it opens
 * @param version the version of that object
 * @param key the id of the key-encryption key
 * @param wrapped the sealed data key
 */
record WrappedKey(int format, String object, String version, String key, byte[] wrapped) {

	static final int LONGEST = 4096;

	private static final int FORMAT = 1;

	private static final String PURPOSE = "groundwork data key";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	static WrappedKey wrap(SealedVersion version, DataKey key, KeyEncryption keys) {
		KeyEncryption.Sealed sealed = keys.seal(key.bytes(), PURPOSE, String.valueOf(FORMAT), version.name(),
				version.id());
		return new WrappedKey(FORMAT, version.name(), version.id(), sealed.key(), sealed.bytes());
	}

	DataKey unwrap(SealedVersion expected, KeyEncryption keys) {
		String what = "The object " + expected.name();
		return new DataKey(keys.open(what, new KeyEncryption.Sealed(this.key, this.wrapped), PURPOSE,
				String.valueOf(FORMAT), expected.name(), expected.id()));
	}

	WrappedKey rewrap(KeyEncryption keys) {
		SealedVersion version = sealedVersion();
		return wrap(version, unwrap(version, keys), keys);
	}

	SealedVersion sealedVersion() {
		return new SealedVersion(this.object, this.version);
	}

	byte[] toJson() {
		return JSON.writeValueAsBytes(this);
	}

	/**
	 * Takes exactly what was written, not something that merely means the same.
	 */
	static WrappedKey fromJson(String what, String place, byte[] json) {
		WrappedKey key = parse(json);
		if (key == null || key.format != FORMAT || !Arrays.equals(key.toJson(), json)
				|| !place.endsWith(key.sealedVersion().keyName())) {
			throw new BrokenSealException(
					"%s cannot be opened: its key at %s was changed or belongs elsewhere".formatted(what, place));
		}
		return key;
	}

	private static @Nullable WrappedKey parse(byte[] json) {
		try {
			WrappedKey key = JSON.readValue(json, WrappedKey.class);
			boolean complete = key != null && key.object != null && key.version != null && key.key != null
					&& key.wrapped != null;
			return complete ? key : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}

package io.groundwork.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * Seals small things with the keys of the key file: data keys and column values.
 */
class KeyEncryption {

	private static final AesGcmParameters AES_256_GCM = parameters();

	private final Path file;

	private volatile KeyRing keys;

	KeyEncryption(Path file) {
		this.file = file;
		this.keys = KeyFile.read(file);
	}

	/**
	 * The id of the key that seals what is written now.
	 */
	String active() {
		return this.keys.activeKey().id();
	}

	/**
	 * Takes up what was changed in the file since it was read.
	 */
	void reload() {
		this.keys = KeyFile.read(this.file);
	}

	Sealed seal(byte[] plain, String... bound) {
		KeyRing.Key key = this.keys.activeKey();
		try {
			return new Sealed(key.id(), aead(key).encrypt(plain, bind(key.id(), bound)));
		}
		catch (GeneralSecurityException ex) {
			throw new StorageException("The key " + key.id() + " could not seal", ex);
		}
	}

	/**
	 * Opens what was sealed.
	 * @param what how a refusal calls it
	 * @param bound exactly what it was bound to when it was sealed
	 */
	byte[] open(String what, Sealed sealed, String... bound) {
		if (!KeyRing.isId(sealed.key())) {
			throw new BrokenSealException(what + " was changed: it does not name the key that sealed it");
		}
		KeyRing.Key key = find(sealed.key());
		if (key == null) {
			throw new BrokenSealException("%s was sealed with the key %s, which is not in %s; put that key back"
				.formatted(what, sealed.key(), this.file));
		}
		try {
			return aead(key).decrypt(sealed.bytes(), bind(key.id(), bound));
		}
		catch (GeneralSecurityException ex) {
			throw new BrokenSealException(
					"%s cannot be opened with the key %s: it was changed or belongs to something else".formatted(what,
							key.id()),
					ex);
		}
	}

	/**
	 * Another process may have started to use a key that was added after this one read
	 * the file, so an unknown id is looked up once more.
	 */
	private KeyRing.@Nullable Key find(String id) {
		KeyRing.Key key = this.keys.find(id);
		if (key != null) {
			return key;
		}
		reload();
		return this.keys.find(id);
	}

	/**
	 * Each part with its length before it, so that no two lists of parts give the same
	 * bytes.
	 */
	static byte[] bind(String first, String... others) {
		ByteBuffer bytes = ByteBuffer
			.allocate(length(first) + Arrays.stream(others).mapToInt(KeyEncryption::length).sum());
		append(bytes, first);
		for (String other : others) {
			append(bytes, other);
		}
		return bytes.array();
	}

	private static int length(String part) {
		return Integer.BYTES + part.getBytes(StandardCharsets.UTF_8).length;
	}

	private static void append(ByteBuffer bytes, String part) {
		byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
		bytes.putInt(utf8.length).put(utf8);
	}

	private static Aead aead(KeyRing.Key key) throws GeneralSecurityException {
		return AesGcmJce.create(AesGcmKey.builder()
			.setParameters(AES_256_GCM)
			.setKeyBytes(SecretBytes.copyFrom(key.key(), InsecureSecretKeyAccess.get()))
			.build());
	}

	private static AesGcmParameters parameters() {
		try {
			return AesGcmParameters.builder()
				.setKeySizeBytes(KeyRing.KEY_BYTES)
				.setIvSizeBytes(12)
				.setTagSizeBytes(16)
				.setVariant(AesGcmParameters.Variant.NO_PREFIX)
				.build();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Something sealed.
	 *
	 * @param key the id of the key that sealed it
	 * @param bytes nonce, ciphertext and tag
	 */
	record Sealed(String key, byte[] bytes) {

	}

}

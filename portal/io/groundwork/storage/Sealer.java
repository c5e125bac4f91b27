package io.groundwork.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Seals small values for database columns, such as refresh tokens, with AES-256-GCM and
 * the active key of the key file.
 */
public final class Sealer {

	// Readable from outside: a format number, the key's id with its length, the sealed
	// bytes.
	private static final byte FORMAT = 1;

	private static final String PURPOSE = "groundwork value";

	private final KeyEncryption keys;

	Sealer(KeyEncryption keys) {
		this.keys = keys;
	}

	/**
	 * Seals a value.
	 * @param context where the value belongs, such as the table, column and row; it is
	 * not secret, and the value opens with the same context only
	 */
	public byte[] seal(byte[] plain, String context) {
		KeyEncryption.Sealed sealed = this.keys.seal(plain, PURPOSE, String.valueOf(FORMAT), context);
		byte[] key = sealed.key().getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(2 + key.length + sealed.bytes().length)
			.put(FORMAT)
			.put((byte) key.length)
			.put(key)
			.put(sealed.bytes())
			.array();
	}

	/**
	 * Opens a value.
	 * @throws BrokenSealException if the value was changed, was sealed for another
	 * context, or its key is not known
	 */
	public byte[] open(byte[] sealed, String context) {
		return this.keys.open("The value for " + context, read(sealed, context), PURPOSE, String.valueOf(FORMAT),
				context);
	}

	/**
	 * Whether the value was sealed with a key that is no longer the active one; opening
	 * and sealing it again takes it to the active one.
	 */
	public boolean isStale(byte[] sealed) {
		return !read(sealed, "this column").key().equals(this.keys.active());
	}

	private static KeyEncryption.Sealed read(byte[] sealed, String context) {
		if (sealed.length < 2 || sealed[0] != FORMAT) {
			throw new BrokenSealException("The value for " + context + " is not sealed in a known format");
		}
		int length = Byte.toUnsignedInt(sealed[1]);
		if (sealed.length < 2 + length) {
			throw new BrokenSealException("The value for " + context + " was cut short");
		}
		String key = new String(sealed, 2, length, StandardCharsets.US_ASCII);
		byte[] rest = Arrays.copyOfRange(sealed, 2 + length, sealed.length);
		return new KeyEncryption.Sealed(key, rest);
	}

}

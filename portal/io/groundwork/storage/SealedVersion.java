package io.groundwork.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;

/**
 * One writing of one object. It is the first line of the object's file, where
 * {@code head -1} shows it.
 *
 * @param name the object's name, which is not in the line
 * @param id what tells this writing from every other
 */
record SealedVersion(String name, String id) {

	private static final String FORMAT = "groundwork-sealed-1 ";

	private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

	private static final SecureRandom RANDOM = new SecureRandom();

	static final int LENGTH = FORMAT.length() + 32 + 1;

	static SealedVersion random(String name) {
		byte[] id = new byte[16];
		RANDOM.nextBytes(id);
		return new SealedVersion(name, HexFormat.of().formatHex(id));
	}

	static boolean isId(String id) {
		return ID.matcher(id).matches();
	}

	static SealedVersion read(String name, InputStream in) throws IOException {
		String line = new String(in.readNBytes(LENGTH), StandardCharsets.ISO_8859_1);
		if (line.length() == LENGTH && line.startsWith(FORMAT) && line.endsWith("\n")) {
			String id = line.substring(FORMAT.length(), LENGTH - 1);
			if (isId(id)) {
				return new SealedVersion(name, id);
			}
		}
		throw new BrokenSealException(
				"The object %s is not sealed in a known format, or was cut short".formatted(name));
	}

	void writeTo(OutputStream out) throws IOException {
		out.write((FORMAT + this.id + "\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Where this version's key is kept. The object's name is in it too, so that bytes put
	 * under another name never lead to, or remove, a key that is not theirs.
	 */
	String keyName() {
		return digest(this.name).substring(0, 32) + "-" + this.id;
	}

	/**
	 * What the object's bytes are bound to.
	 */
	byte[] bound() {
		return KeyEncryption.bind("groundwork object", "1", this.name, this.id);
	}

	private static String digest(String name) {
		return Sha256.hex(name.getBytes(StandardCharsets.UTF_8));
	}

}

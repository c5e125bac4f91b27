package io.groundwork.terraform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Digests of files.
 */
public final class Digests {

	private Digests() {
	}

	/**
	 * A file's SHA-256 in hex, of any size.
	 */
	public static String sha256(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return sha256(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The SHA-256 in hex of what is left in a stream.
	 */
	public static String sha256(InputStream content) throws IOException {
		MessageDigest digest = sha256();
		byte[] buffer = new byte[1 << 16];
		int count;
		while ((count = content.read(buffer)) > 0) {
			digest.update(buffer, 0, count);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

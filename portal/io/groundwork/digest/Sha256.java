package io.groundwork.digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256, which every Java has.
 */
public final class Sha256 {

	private Sha256() {
	}

	/**
	 * For what comes in pieces.
	 */
	public static MessageDigest begin() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * In hexadecimal digits.
	 */
	public static String hex(byte[] content) {
		return HexFormat.of().formatHex(begin().digest(content));
	}

	/**
	 * A file's, of any size.
	 */
	public static String hex(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return hex(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * That of what is left in a stream.
	 */
	public static String hex(InputStream content) throws IOException {
		MessageDigest digest = begin();
		byte[] buffer = new byte[1 << 16];
		int count;
		while ((count = content.read(buffer)) > 0) {
			digest.update(buffer, 0, count);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

}

package io.groundwork.requests;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.groundwork.digest.Sha256;

/**
 * A zip that depends on nothing but what is put into it, and ends with the digests of all
 * its files. Whatever is written goes out at once.
 */
final class EvidenceArchive implements Closeable {

	static final String SUMS = "SHA256SUMS";

	/** No time of its own: the same content gives the same bytes. */
	private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

	private final ZipOutputStream zip;

	private final StringBuilder sums = new StringBuilder();

	EvidenceArchive(OutputStream out) {
		this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
	}

	void file(String path, Content content) throws IOException {
		MessageDigest digest = Sha256.begin();
		begin(path);
		content.writeTo(new DigestOutputStream(new Unclosed(this.zip), digest));
		this.zip.closeEntry();
		this.sums.append(HexFormat.of().formatHex(digest.digest())).append("  ").append(path).append('\n');
	}

	void file(String path, String text) throws IOException {
		file(path, (out) -> out.write(text.getBytes(StandardCharsets.UTF_8)));
	}

	private void begin(String path) throws IOException {
		ZipEntry entry = new ZipEntry(path);
		entry.setTimeLocal(TIME);
		this.zip.putNextEntry(entry);
	}

	/**
	 * Ends it; without that it is no zip, and whoever got it sees that something is
	 * missing. What it was written to stays open.
	 */
	@Override
	public void close() throws IOException {
		begin(SUMS);
		this.zip.write(this.sums.toString().getBytes(StandardCharsets.UTF_8));
		this.zip.closeEntry();
		this.zip.finish();
	}

	/**
	 * What is in a file.
	 */
	@FunctionalInterface
	interface Content {

		void writeTo(OutputStream out) throws IOException;

	}

	/**
	 * Whoever writes a file may close it, and not the archive with it.
	 */
	private static final class Unclosed extends FilterOutputStream {

		Unclosed(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] bytes, int from, int length) throws IOException {
			this.out.write(bytes, from, length);
		}

		@Override
		public void close() {
		}

	}

}

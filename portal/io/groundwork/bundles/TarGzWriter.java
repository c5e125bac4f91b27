package io.groundwork.bundles;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a tar.gz that depends on nothing but what is put into it: no owner, no time.
 */
final class TarGzWriter implements Closeable {

	static final int BLOCK = 512;

	static final int NAME = 100;

	static final int PREFIX = 155;

	/** 1 January 2000: some programs complain of the beginning of time. */
	private static final long TIME = 946684800;

	private final GZIPOutputStream out;

	TarGzWriter(OutputStream out) throws IOException {
		this.out = new GZIPOutputStream(out, 64 * 1024);
	}

	void file(String path, byte[] content, boolean executable) throws IOException {
		this.out.write(header(path, content.length, executable));
		this.out.write(content);
		this.out.write(new byte[padding(content.length)]);
	}

	/**
	 * Ends the archive, but leaves what it was written to open.
	 */
	@Override
	public void close() throws IOException {
		this.out.write(new byte[2 * BLOCK]);
		this.out.finish();
	}

	static int padding(int size) {
		return (BLOCK - size % BLOCK) % BLOCK;
	}

	private static byte[] header(String path, int size, boolean executable) {
		byte[] header = new byte[BLOCK];
		int split = (path.length() > NAME) ? path.indexOf('/', path.length() - NAME - 1) : -1;
		if (path.length() > NAME && (split < 1 || split > PREFIX)) {
			throw new IllegalArgumentException("The path is too long for an archive: " + path);
		}
		text(header, 0, path.substring(split + 1));
		octal(header, 100, 8, executable ? 0755 : 0644);
		octal(header, 108, 8, 0);
		octal(header, 116, 8, 0);
		octal(header, 124, 12, size);
		octal(header, 136, 12, TIME);
		text(header, 148, "        ");
		header[156] = '0';
		text(header, 257, "ustar");
		text(header, 263, "00");
		text(header, 345, path.substring(0, Math.max(split, 0)));
		int sum = 0;
		for (byte letter : header) {
			sum += letter & 0xff;
		}
		octal(header, 148, 7, sum);
		return header;
	}

	private static void text(byte[] header, int at, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(bytes, 0, header, at, bytes.length);
	}

	private static void octal(byte[] header, int at, int length, long number) {
		String digits = Long.toOctalString(number);
		text(header, at, "0".repeat(length - 1 - digits.length()) + digits);
		header[at + length - 1] = 0;
	}

}

package io.groundwork.runs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive entry by entry, as the usual programs write them.
 */
final class TarReader {

	private static final int BLOCK = 512;

	/** A path is never longer, and neither is what comes with it. */
	private static final int LONGEST_HEADER = 64 * 1024;

	private final InputStream in;

	private long unread;

	TarReader(InputStream in) {
		this.in = in;
	}

	/**
	 * The next entry, none at the end.
	 */
	@Nullable Entry next() throws IOException {
		String longName = null;
		while (true) {
			skip();
			byte[] header = this.in.readNBytes(BLOCK);
			if (header.length < BLOCK || empty(header)) {
				return null;
			}
			long size = number(header, 124, 12);
			this.unread = (size + BLOCK - 1) / BLOCK * BLOCK;
			switch (header[156]) {
				// What GNU tar and pax say of the entry behind.
				case 'L' -> longName = text(content(size), 0, (int) size);
				case 'x' -> {
					String path = path(content(size));
					longName = (path != null) ? path : longName;
				}
				case 'g' -> content(size);
				default -> {
					return new Entry((longName != null) ? longName : name(header), kind(header[156]), size);
				}
			}
		}
	}

	/**
	 * The content of the entry that was just found.
	 */
	byte[] read(Entry entry) throws IOException {
		byte[] content = this.in.readNBytes((int) entry.size());
		this.unread -= content.length;
		if (content.length < entry.size()) {
			throw new EOFException();
		}
		return content;
	}

	private byte[] content(long size) throws IOException {
		if (size > LONGEST_HEADER) {
			throw new IOException("a header of %d bytes".formatted(size));
		}
		return read(new Entry("", Kind.OTHER, size));
	}

	private void skip() throws IOException {
		this.in.skipNBytes(this.unread);
		this.unread = 0;
	}

	private static boolean empty(byte[] header) {
		for (byte one : header) {
			if (one != 0) {
				return false;
			}
		}
		return true;
	}

	private static String name(byte[] header) {
		String name = text(header, 0, 100);
		String prefix = text(header, 257, 5).equals("ustar") && header[262] == 0 ? text(header, 345, 155) : "";
		return prefix.isEmpty() ? name : prefix + "/" + name;
	}

	private static String text(byte[] bytes, int from, int length) {
		int end = from;
		while (end < from + length && bytes[end] != 0) {
			end++;
		}
		return new String(bytes, from, end - from, StandardCharsets.UTF_8);
	}

	private static long number(byte[] header, int from, int length) throws IOException {
		try {
			return Long.parseUnsignedLong(text(header, from, length).strip(), 8);
		}
		catch (NumberFormatException ex) {
			throw new IOException("no size", ex);
		}
	}

	/**
	 * Records of a length, a space, a name, an equals sign and a value.
	 */
	private static @Nullable String path(byte[] content) {
		for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
			int at = line.indexOf(" path=");
			if (at > 0) {
				return line.substring(at + " path=".length());
			}
		}
		return null;
	}

	private static Kind kind(byte type) {
		return switch (type) {
			case 0, '0' -> Kind.FILE;
			case '5' -> Kind.FOLDER;
			default -> Kind.OTHER;
		};
	}

	/**
	 * What there is.
	 */
	record Entry(String name, Kind kind, long size) {

	}

	/**
	 * What an entry may be: only files are taken, and only folders are passed over.
	 */
	enum Kind {

		FILE, FOLDER, OTHER

	}

}

package io.groundwork.bundles;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import io.groundwork.bundles.Templates.Entry;

/**
 * Reads the files of a tar.gz that the build or this portal has made.
 */
final class TarGzReader {

	private static final int LARGEST = 16 * 1024 * 1024;

	private TarGzReader() {
	}

	static SortedMap<String, Entry> read(InputStream archive) throws IOException {
		SortedMap<String, Entry> files = new TreeMap<>();
		DataInputStream in = new DataInputStream(new GZIPInputStream(archive, 64 * 1024));
		byte[] header = new byte[TarGzWriter.BLOCK];
		while (true) {
			in.readFully(header);
			if (header[0] == 0) {
				return files;
			}
			int size = octal(header, 124, 12);
			byte[] content = new byte[size];
			in.readFully(content);
			in.skipNBytes(TarGzWriter.padding(size));
			switch (header[156]) {
				case '0', 0 -> files.put(path(header), new Entry(content, (octal(header, 100, 8) & 0100) != 0));
				// A folder is there by what is in it.
				case '5' -> {
				}
				default -> throw new IOException("The archive has an entry of the kind " + (char) header[156]);
			}
		}
	}

	private static String path(byte[] header) {
		String prefix = text(header, 345, TarGzWriter.PREFIX);
		String name = text(header, 0, TarGzWriter.NAME);
		return prefix.isEmpty() ? name : prefix + "/" + name;
	}

	private static String text(byte[] header, int at, int longest) {
		int end = at;
		while (end < at + longest && header[end] != 0) {
			end++;
		}
		return new String(header, at, end - at, StandardCharsets.US_ASCII);
	}

	private static int octal(byte[] header, int at, int length) throws IOException {
		String digits = text(header, at, length).strip();
		long number = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
		if (number < 0 || number > LARGEST) {
			throw new EOFException("The archive has an entry of %d bytes".formatted(number));
		}
		return (int) number;
	}

}

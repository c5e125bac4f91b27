package io.groundwork.runs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/**
 * Looks for links in a .zip. Only the directory at its end says what is one, and Java's
 * own reader does not tell.
 */
final class ZipLinks {

	private static final int END = 0x06054b50;

	private static final int END_SIZE = 22;

	private static final int ENTRY = 0x02014b50;

	private static final int ENTRY_SIZE = 46;

	private static final int FILE_TYPE = 0xf000;

	private static final int PLAIN = 0x8000;

	private static final int FOLDER = 0x4000;

	private ZipLinks() {
	}

	static void refuse(byte[] sent) throws ZipException {
		ByteBuffer zip = ByteBuffer.wrap(sent).order(ByteOrder.LITTLE_ENDIAN);
		int end = end(zip);
		int entries = zip.getShort(end + 10) & 0xffff;
		long at = zip.getInt(end + 16) & 0xffffffffL;
		for (int entry = 0; entry < entries; entry++) {
			if (at + ENTRY_SIZE > end || zip.getInt((int) at) != ENTRY) {
				throw new ZipException("no directory");
			}
			int place = (int) at;
			int type = (zip.getInt(place + 38) >>> 16) & FILE_TYPE;
			int name = zip.getShort(place + 28) & 0xffff;
			if (type != 0 && type != PLAIN && type != FOLDER) {
				int length = Math.min(name, sent.length - place - ENTRY_SIZE);
				throw Archive.wrong("files must be plain files; %s is a link or a device."
					.formatted(new String(sent, place + ENTRY_SIZE, length, StandardCharsets.UTF_8)));
			}
			at += ENTRY_SIZE + name + (zip.getShort(place + 30) & 0xffff) + (zip.getShort(place + 32) & 0xffff);
		}
	}

	private static int end(ByteBuffer zip) throws ZipException {
		for (int at = zip.limit() - END_SIZE; at >= 0; at--) {
			if (zip.getInt(at) == END) {
				return at;
			}
		}
		throw new ZipException("no end");
	}

}

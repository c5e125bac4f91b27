package io.groundwork.state;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A state with another serial, and otherwise byte by byte as it was.
 */
class Renumbered extends FilterInputStream {

	private final byte[] serial;

	private long charactersBefore;

	private int put;

	private int toSkip;

	/**
	 * @param head what the state said of itself when it was read before
	 */
	Renumbered(InputStream state, StateHead head, long serial) {
		super(new BufferedInputStream(state));
		this.serial = Long.toString(serial).getBytes(StandardCharsets.US_ASCII);
		this.charactersBefore = head.serialAt();
		this.toSkip = head.serialLength();
	}

	@Override
	public int read() throws IOException {
		if (this.charactersBefore > 0) {
			int one = this.in.read();
			this.charactersBefore -= characters(one);
			return one;
		}
		if (this.put < this.serial.length) {
			return this.serial[this.put++];
		}
		while (this.toSkip > 0) {
			this.toSkip--;
			this.in.read();
		}
		return this.in.read();
	}

	/**
	 * How many of Java's characters this byte of UTF-8 brings to their end; for those of
	 * several bytes the first says so, and the others are passed on before the serial,
	 * which follows a colon, is looked for.
	 */
	private static int characters(int one) {
		if ((one & 0b1100_0000) == 0b1000_0000) {
			return 0;
		}
		return (one >= 0b1111_0000) ? 2 : 1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (this.toSkip == 0 && this.put == this.serial.length) {
			return this.in.read(bytes, offset, length);
		}
		if (length == 0) {
			return 0;
		}
		int one = read();
		if (one < 0) {
			return -1;
		}
		bytes[offset] = (byte) one;
		return 1;
	}

}

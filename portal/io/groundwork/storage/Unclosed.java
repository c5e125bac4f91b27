package io.groundwork.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Hands a stream to somebody who may close it before the store has decided whether to
 * keep what was written.
 */
class Unclosed extends FilterOutputStream {

	private static final int PIECE = 32 * 1024;

	Unclosed(OutputStream out) {
		super(out);
	}

	/**
	 * Writes in pieces, since a file takes as much memory outside of the heap as is
	 * written to it at once.
	 */
	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		int end = offset + length;
		for (int from = offset; from < end; from += PIECE) {
			this.out.write(bytes, from, Math.min(PIECE, end - from));
		}
	}

	@Override
	public void close() throws IOException {
		flush();
	}

}

package io.groundwork.runs.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines as events of a stream; made once, sent to all who watch.
 */
final class Events {

	private final long first;

	private final byte[] bytes;

	/** Where each line's event ends. */
	private final int[] ends;

	private Events(long first, byte[] bytes, int[] ends) {
		this.first = first;
		this.bytes = bytes;
		this.ends = ends;
	}

	static Events of(LogPortion portion) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(portion.lines().length() + 1024);
		int[] ends = new int[(int) (portion.last() - portion.first() + 1)];
		long seq = portion.first();
		for (String line : portion.each()) {
			bytes.writeBytes("id: %d\ndata: ".formatted(seq).getBytes(StandardCharsets.US_ASCII));
			bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
			bytes.write('\n');
			bytes.write('\n');
			ends[(int) (seq++ - portion.first())] = bytes.size();
		}
		return new Events(portion.first(), bytes.toByteArray(), ends);
	}

	long first() {
		return this.first;
	}

	long last() {
		return this.first + this.ends.length - 1;
	}

	int size() {
		return this.bytes.length;
	}

	/**
	 * Writes those of the lines after that one.
	 */
	void writeTo(OutputStream out, long after) throws IOException {
		int from = (after < this.first) ? 0 : this.ends[(int) (after - this.first)];
		out.write(this.bytes, from, this.bytes.length - from);
	}

}

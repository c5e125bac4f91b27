package io.groundwork.terraform;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a file that still grows.
 */
final class LineReader implements AutoCloseable {

	/**
	 * Nothing that is longer is kept in memory whole.
	 */
	static final int LONGEST = 1 << 20;

	static final String CUT = " … (cut here, after 1 MiB)";

	private final Path path;

	private final LineConsumer lines;

	private final byte[] buffer = new byte[1 << 16];

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	private @Nullable RandomAccessFile file;

	private long position;

	private boolean cut;

	LineReader(Path path, long from, LineConsumer lines) {
		this.path = path;
		this.position = from;
		this.lines = lines;
	}

	/**
	 * Hands on the lines that are there.
	 */
	void read() throws IOException {
		RandomAccessFile opened = open();
		if (opened == null) {
			return;
		}
		int count;
		while ((count = opened.read(this.buffer)) > 0) {
			int start = 0;
			for (int i = 0; i < count; i++) {
				if (this.buffer[i] == '\n') {
					add(start, i);
					start = i + 1;
					hand(this.position + start);
				}
			}
			add(start, count);
			this.position += count;
		}
	}

	/**
	 * Hands on what is left, which has no end of line.
	 */
	void finish() throws IOException {
		read();
		if (this.line.size() > 0) {
			hand(this.position);
		}
	}

	private void add(int start, int end) {
		int room = LONGEST - this.line.size();
		this.line.write(this.buffer, start, Math.min(end - start, room));
		this.cut |= end - start > room;
	}

	private void hand(long next) {
		String text = this.line.toString(StandardCharsets.UTF_8);
		if (text.endsWith("\r")) {
			text = text.substring(0, text.length() - 1);
		}
		if (this.cut) {
			text += CUT;
		}
		this.line.reset();
		this.cut = false;
		this.lines.line(text, next);
	}

	private @Nullable RandomAccessFile open() throws IOException {
		if (this.file == null) {
			try {
				this.file = new RandomAccessFile(this.path.toFile(), "r");
				this.file.seek(this.position);
			}
			catch (FileNotFoundException ex) {
				return null;
			}
		}
		return this.file;
	}

	@Override
	public void close() throws IOException {
		if (this.file != null) {
			this.file.close();
		}
	}

}

package io.groundwork.runs.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiPredicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.groundwork.storage.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Moves logs that have ended into the object store, and reads them there. An object is a
 * gzip file in several members, so that reading may begin at any of them.
 */
@Component
class SealedLogs {

	private static final Logger log = LoggerFactory.getLogger(SealedLogs.class);

	/** So many characters go into a member. */
	private static final int STRETCH = 1024 * 1024;

	private static final int FEW = 100;

	private final ObjectStore store;

	private final LogChunks chunks;

	SealedLogs(ObjectStore store, LogChunks chunks) {
		this.store = store;
		this.chunks = chunks;
	}

	/**
	 * Seals logs that ended before that time; those that cannot be sealed now stay as
	 * they are.
	 * @return how many were
	 */
	int sealAll(Instant endedBefore) {
		int sealed = 0;
		for (LogEnd end : this.chunks.unsealed(endedBefore, FEW)) {
			try {
				seal(end);
				sealed++;
			}
			catch (RuntimeException ex) {
				log.warn("The log of run {} cannot be moved to the object store now; it stays in the database and "
						+ "this is tried again: {}", end.run(), ex.getMessage());
			}
		}
		return sealed;
	}

	void seal(LogEnd end) {
		String object = "runs/%d/log.jsonl.gz".formatted(end.run());
		Writing writing = new Writing(end);
		this.store.put(object, writing::all);
		this.chunks.sealed(end.run(), object, writing.size, writing.marks());
	}

	/**
	 * Reads lines from one on, until the last or until the reader has enough.
	 * @param line takes a line's number and text, and tells whether it wants another
	 */
	void read(LogEnd end, long from, BiPredicate<Long, String> line) {
		if (from > end.lastSeq() || end.object() == null) {
			return;
		}
		LogMarks marks = end.marks();
		int stretch = marks.stretch(from);
		long seq = marks.seqs()[stretch];
		try (InputStream in = this.store.get(end.object())) {
			in.skipNBytes(marks.offsets()[stretch]);
			for (; stretch < marks.count(); stretch++) {
				InputStream member = new Stretch(in, marks.offsets()[stretch + 1] - marks.offsets()[stretch]);
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(new GZIPInputStream(member, 8192), StandardCharsets.UTF_8));
				for (String text = reader.readLine(); text != null; text = reader.readLine(), seq++) {
					if (seq >= from && !line.test(seq, text)) {
						return;
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The log of run %d cannot be read".formatted(end.run()), ex);
		}
		if (seq != end.lastSeq() + 1) {
			throw new IllegalStateException(
					"The log of run %d has %d lines and not %d".formatted(end.run(), seq - 1, end.lastSeq()));
		}
	}

	/**
	 * The lines right before one, as far as they fit.
	 */
	LogPortion before(LogEnd end, long before, int size) {
		Deque<String> lines = new ArrayDeque<>();
		long last = Math.min(before - 1, end.lastSeq());
		int[] taken = { 0 };
		if (last > 0 && end.object() != null) {
			long from = end.marks().seqs()[end.marks().stretch(last)];
			read(end, from, (seq, text) -> {
				lines.add(text);
				taken[0] += text.length();
				while (taken[0] > size && lines.size() > 1) {
					taken[0] -= lines.removeFirst().length();
				}
				return seq < last;
			});
		}
		return new LogPortion(last - lines.size() + 1, last, String.join("\n", lines) + "\n");
	}

	/**
	 * Copies the rows of one log, a portion at a time.
	 */
	private final class Writing {

		private final LogEnd end;

		private long size;

		private final java.util.List<Long> seqs = new java.util.ArrayList<>();

		private final java.util.List<Long> offsets = new java.util.ArrayList<>();

		Writing(LogEnd end) {
			this.end = end;
		}

		void all(OutputStream object) throws IOException {
			this.size = 0;
			this.seqs.clear();
			this.offsets.clear();
			Counted out = new Counted(object);
			long seq = 0;
			while (seq < this.end.lastSeq()) {
				this.seqs.add(seq + 1);
				this.offsets.add(out.count);
				seq = stretch(seq, out);
			}
			this.offsets.add(out.count);
		}

		private long stretch(long after, Counted out) throws IOException {
			GZIPOutputStream packed = new GZIPOutputStream(out, 8192);
			long seq = after;
			for (int taken = 0; taken < STRETCH && seq < this.end.lastSeq();) {
				var portion = SealedLogs.this.chunks.after(this.end.run(), seq, STRETCH / 4);
				if (portion.isEmpty()) {
					throw new IllegalStateException("Line %d is missing".formatted(seq + 1));
				}
				for (LogPortion chunk : portion) {
					if (chunk.first() != seq + 1) {
						throw new IllegalStateException("Line %d is missing".formatted(seq + 1));
					}
					byte[] lines = chunk.lines().getBytes(StandardCharsets.UTF_8);
					packed.write(lines);
					this.size += lines.length;
					taken += lines.length;
					seq = chunk.last();
				}
			}
			packed.finish();
			return seq;
		}

		LogMarks marks() {
			return new LogMarks(this.seqs.stream().mapToLong(Long::longValue).toArray(),
					this.offsets.stream().mapToLong(Long::longValue).toArray());
		}

	}

	/**
	 * Knows how much went through it, and stays open.
	 */
	private static final class Counted extends OutputStream {

		private final OutputStream out;

		private long count;

		Counted(OutputStream out) {
			this.out = out;
		}

		@Override
		public void write(int b) throws IOException {
			this.out.write(b);
			this.count++;
		}

		@Override
		public void write(byte[] bytes, int from, int length) throws IOException {
			this.out.write(bytes, from, length);
			this.count += length;
		}

	}

	/**
	 * So many bytes of a stream.
	 */
	private static final class Stretch extends InputStream {

		private final InputStream in;

		private long left;

		Stretch(InputStream in, long left) {
			this.in = in;
			this.left = left;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) == 1) ? one[0] & 0xff : -1;
		}

		@Override
		public int read(byte[] bytes, int from, int length) throws IOException {
			if (this.left == 0) {
				return -1;
			}
			int read = this.in.read(bytes, from, (int) Math.min(length, this.left));
			this.left -= Math.max(0, read);
			return read;
		}

		@Override
		public int available() {
			return (int) Math.min(Integer.MAX_VALUE, this.left);
		}

	}

}

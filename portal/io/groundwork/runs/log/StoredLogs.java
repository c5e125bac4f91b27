package io.groundwork.runs.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

import org.springframework.stereotype.Component;

/**
 * Reads logs wherever their lines are at the moment, some at a time.
 */
@Component
class StoredLogs {

	private static final int PORTION = 128 * 1024;

	private final LogChunks chunks;

	private final SealedLogs sealed;

	StoredLogs(LogChunks chunks, SealedLogs sealed) {
		this.chunks = chunks;
		this.sealed = sealed;
	}

	Optional<LogEnd> end(long run) {
		return this.chunks.end(run);
	}

	/**
	 * The number of the last line that is there now.
	 */
	long lastSeq(long run) {
		return end(run).map(LogEnd::lastSeq).orElseGet(() -> this.chunks.lastSeq(run));
	}

	/**
	 * Some lines after that one; none if it is the last that is there now.
	 */
	List<LogPortion> after(long run, long seq, int bytes) {
		List<LogPortion> rows = this.chunks.after(run, seq, bytes);
		if (!rows.isEmpty()) {
			List<LogPortion> all = new ArrayList<>(rows);
			all.set(0, rows.getFirst().after(seq));
			return all;
		}
		Optional<LogEnd> end = end(run).filter((it) -> it.object() != null && seq < it.lastSeq());
		if (end.isEmpty()) {
			return List.of();
		}
		StringBuilder lines = new StringBuilder();
		long[] last = { seq };
		this.sealed.read(end.get(), seq + 1, (number, text) -> {
			lines.append(text).append('\n');
			last[0] = number;
			return lines.length() < bytes;
		});
		return List.of(new LogPortion(seq + 1, last[0], lines.toString()));
	}

	/**
	 * Some lines right before that one, in their order; none if it is the first.
	 */
	List<LogPortion> before(long run, long seq) {
		List<LogPortion> rows = this.chunks.before(run, seq, PORTION);
		if (!rows.isEmpty()) {
			return rows;
		}
		return end(run).filter((it) -> it.object() != null)
			.map((it) -> this.sealed.before(it, seq, PORTION))
			.filter((portion) -> !portion.isEmpty())
			.map(List::of)
			.orElse(List.of());
	}

	/**
	 * Hands over every line after that one, until the last that is there now or until the
	 * reader has enough. Memory is held for some lines only, a connection while some are
	 * fetched.
	 */
	void each(long run, long after, BiPredicate<Long, String> line) {
		long seq = after;
		while (true) {
			Optional<LogEnd> end = end(run).filter((it) -> it.object() != null);
			if (end.isPresent()) {
				this.sealed.read(end.get(), seq + 1, line);
				return;
			}
			List<LogPortion> portions = after(run, seq, PORTION);
			if (portions.isEmpty()) {
				return;
			}
			for (LogPortion portion : portions) {
				for (String text : portion.each()) {
					if (!line.test(++seq, text)) {
						return;
					}
				}
			}
		}
	}

}

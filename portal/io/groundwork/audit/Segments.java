package io.groundwork.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Closes and signs stretches of the chain, so that they can be anchored outside.
 */
class Segments {

	private final JdbcTemplate jdbc;

	private final AuditSettings settings;

	private final SigningKey key;

	private final Clock clock;

	Segments(DataSource dataSource, AuditSettings settings, SigningKey key, Clock clock) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.settings = settings;
		this.key = key;
		this.clock = clock;
	}

	/**
	 * Closes what is due, in the transaction of the sealer, and tells whether anything
	 * was.
	 */
	boolean close(Head head) {
		Closed last = last();
		boolean closed = false;
		while (head.seq() - last.lastSeq() >= this.settings.segmentRows()) {
			last = close(last, last.lastSeq() + this.settings.segmentRows());
			closed = true;
		}
		if (head.seq() > last.lastSeq() && waitedLongEnough(last.lastSeq() + 1)) {
			close(last, head.seq());
			closed = true;
		}
		return closed;
	}

	private Closed close(Closed before, long lastSeq) {
		byte[] head = hash(lastSeq);
		Segment segment = Segment.signed(before.number() + 1, before.lastSeq() + 1, lastSeq, before.head(), head,
				this.clock.instant().truncatedTo(ChronoUnit.MICROS), this.key);
		this.jdbc.update(
				"insert into audit_segment (number, first_seq, last_seq, head, statement) values (?, ?, ?, ?, ?)",
				segment.number(), segment.firstSeq(), segment.lastSeq(), segment.head(), segment.statement());
		return new Closed(segment.number(), segment.lastSeq(), head);
	}

	private Closed last() {
		List<Closed> last = this.jdbc.query(
				"select number, last_seq, head from audit_segment order by number desc limit 1",
				(columns, number) -> new Closed(columns.getLong(1), columns.getLong(2), columns.getBytes(3)));
		return last.isEmpty() ? new Closed(0, 0, Line.GENESIS) : last.getFirst();
	}

	private boolean waitedLongEnough(long seq) {
		Instant edge = this.clock.instant().minus(this.settings.segmentAfter());
		return this.jdbc
			.query("select r.at from audit_link l join audit_row r on r.id = l.row_id where l.seq = ?",
					(columns, number) -> columns.getObject(1, OffsetDateTime.class).toInstant(), seq)
			.stream()
			.anyMatch((at) -> !at.isAfter(edge));
	}

	private byte[] hash(long seq) {
		return Objects
			.requireNonNull(this.jdbc.queryForObject("select hash from audit_link where seq = ?", byte[].class, seq));
	}

	/**
	 * The segment that was closed last.
	 */
	private record Closed(long number, long lastSeq, byte[] head) {

	}

}

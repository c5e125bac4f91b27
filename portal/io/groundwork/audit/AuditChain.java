package io.groundwork.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Checks the chain against itself, against its signed segments, and against what was
 * anchored.
 */
@Component
class AuditChain {

	static final String CHECKED = "audit.checked";

	private static final Logger logger = LoggerFactory.getLogger(AuditChain.class);

	private final JdbcTemplate jdbc;

	private final TransactionTemplate snapshot;

	private final Anchors anchors;

	private final PublicKeys keys;

	private final ApplicationEventPublisher events;

	AuditChain(DataSource dataSource, Anchors anchors, SigningKey key, ApplicationEventPublisher events) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setFetchSize(2_000);
		this.snapshot = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		// One snapshot, so that pruning meanwhile is not mistaken for tampering.
		this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		this.snapshot.setReadOnly(true);
		this.anchors = anchors;
		this.keys = key.publicKeys();
		this.events = events;
	}

	/**
	 * Checks everything that is kept.
	 */
	Report check() {
		List<Finding> findings = new ArrayList<>();
		// Before the snapshot: what is anchored by then is in it.
		Map<Long, Segment> anchored = anchored(findings);
		Report report = this.snapshot.execute((status) -> check(anchored, findings));
		return Objects.requireNonNull(report);
	}

	/**
	 * Checks, and adds to the record what came of it.
	 */
	Report checkAndRecord() {
		Report report = check();
		List<String> sentences = report.findings().stream().map(Finding::sentence).toList();
		if (!report.whole()) {
			logger.error("The audit record is broken: {}", String.join(" ", sentences));
		}
		this.events.publishEvent(new Audited("schedule", CHECKED, "audit:chain",
				report.whole() ? Outcome.DONE : Outcome.FAILED, Map.of("rows", report.rows(), "from", report.first(),
						"to", report.last(), "anchors", report.anchors(), "findings", sentences)));
		return report;
	}

	private Report check(Map<Long, Segment> anchored, List<Finding> findings) {
		Head pruned = pruned();
		segments(anchored, pruned.seq(), findings);
		List<Segment> kept = anchored.values().stream().filter((anchor) -> anchor.lastSeq() >= pruned.seq()).toList();
		ChainCheck chain = new ChainCheck(kept);
		Line line = new Line();
		this.jdbc.query("""
				select l.seq, l.previous, l.hash, r.id, %s
				from audit_link l left join audit_row r on r.id = l.row_id order by l.seq
				""".formatted(AuditRow.COLUMNS), (columns) -> {
			long seq = columns.getLong("seq");
			byte[] previous = columns.getBytes("previous");
			byte[] hash = columns.getBytes("hash");
			if (chain.rows() == 0 && !(seq == pruned.seq() + 1 && Arrays.equals(previous, pruned.hash()))) {
				chain.add(Finding.Kind.DELETED, pruned.seq() + 1,
						"does not begin the chain: it should follow what was pruned, or be the first ever");
			}
			if (columns.getObject("id") == null) {
				chain.missing(seq, previous, hash);
			}
			else {
				byte[] bytes = line.write(seq, AuditRow.read(columns), previous, hash);
				chain.line(bytes, bytes.length);
			}
		});
		unchained(chain);
		findings.addAll(chain.end());
		return new Report(chain.rows(), chain.first(), chain.last(), chain.agreeing(), List.copyOf(findings));
	}

	private Map<Long, Segment> anchored(List<Finding> findings) {
		Map<Long, Segment> anchored = new HashMap<>();
		this.anchors.each((kept) -> {
			try {
				Segment segment = Segment.parse(kept.text());
				if (this.keys.signed(segment) && segment.objectName().equals(kept.name())) {
					anchored.put(segment.number(), segment);
					return;
				}
			}
			catch (IllegalArgumentException ex) {
				// Said below.
			}
			findings.add(new Finding(Finding.Kind.UNSIGNED, 0, 0,
					"The anchor %s is not what was signed.".formatted(kept.name())));
		});
		return anchored;
	}

	/**
	 * The signed segments must be those that were anchored, without a gap.
	 */
	private void segments(Map<Long, Segment> anchored, long pruned, List<Finding> findings) {
		long[] next = { 1, 1 };
		this.jdbc.query("""
				select s.number, s.first_seq, s.last_seq, s.head, s.statement, a.segment is not null as anchored
				from audit_segment s left join audit_anchor a on a.segment = s.number order by s.number
				""", (columns) -> {
			long number = columns.getLong("number");
			long lastSeq = columns.getLong("last_seq");
			String statement = columns.getString("statement");
			String wrong = wrong(statement, number, columns.getLong("first_seq"), lastSeq, columns.getBytes("head"));
			Segment anchor = anchored.get(number);
			if (wrong.isEmpty() && (number != next[0] || columns.getLong("first_seq") != next[1])) {
				wrong = "does not follow the segment before it";
			}
			if (wrong.isEmpty() && anchor != null && !anchor.statement().equals(statement)) {
				wrong = "is not the one that was anchored";
			}
			if (wrong.isEmpty() && anchor == null && columns.getBoolean("anchored") && lastSeq > pruned) {
				wrong = "was anchored, and its anchor is gone";
			}
			if (!wrong.isEmpty()) {
				findings.add(new Finding(Finding.Kind.UNSIGNED, lastSeq, 0, "Segment %d %s.".formatted(number, wrong)));
			}
			next[0] = number + 1;
			next[1] = lastSeq + 1;
		});
	}

	private String wrong(String statement, long number, long firstSeq, long lastSeq, byte[] head) {
		try {
			Segment segment = Segment.parse(statement);
			if (!this.keys.signed(segment)) {
				return "is not signed by a key of ours";
			}
			if (segment.number() != number || segment.firstSeq() != firstSeq || segment.lastSeq() != lastSeq
					|| !Arrays.equals(segment.head(), head)) {
				return "is not what was signed";
			}
			return "";
		}
		catch (IllegalArgumentException ex) {
			return "cannot be read";
		}
	}

	private Head pruned() {
		List<Head> pruned = this.jdbc.query(
				"select last_seq, last_hash from audit_pruned order by last_seq desc limit 1",
				(columns, number) -> new Head(columns.getLong(1), columns.getBytes(2)));
		return pruned.isEmpty() ? new Head(0, Line.GENESIS) : pruned.getFirst();
	}

	/**
	 * A row without a place is normal for a second, not for a minute.
	 */
	private void unchained(ChainCheck chain) {
		this.jdbc.query("""
				select count(*), coalesce(min(r.id), 0) from audit_row r
				where r.at < clock_timestamp() - interval '1 minute'
				and not exists (select from audit_link l where l.row_id = r.id)
				""", (columns) -> {
			if (columns.getLong(1) > 0) {
				chain.add(Finding.Kind.UNCHAINED, chain.last() + 1,
						"is overdue: %d rows were never chained".formatted(columns.getLong(1)));
			}
		});
	}

	/**
	 * What a check found.
	 *
	 * @param rows how many rows were checked
	 * @param first the first of them
	 * @param last the last of them
	 * @param anchors how many anchors hold the chain's own hash
	 * @param findings what is wrong; nothing if it is empty
	 */
	record Report(long rows, long first, long last, int anchors, List<Finding> findings) {

		boolean whole() {
			return this.findings.isEmpty();
		}

	}

}

package io.groundwork.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every way of tampering that somebody has who took over the database server.
 */
class AuditChainTests {

	private Record record = Record.open();

	@BeforeEach
	void fill() {
		this.record.filled(35);
	}

	@AfterEach
	void close() {
		this.record.close();
	}

	@Test
	void anUntouchedChainIsWhole() {
		AuditChain.Report report = check();
		assertThat(report.findings()).isEmpty();
		assertThat(report.rows()).isEqualTo(35);
		assertThat(report.anchors()).isEqualTo(3);
	}

	@Test
	void aChangedRowIsFound() {
		this.record.tamper("update audit_row set actor = 'nobody' where id = " + rowAt(17));
		assertFound(Finding.Kind.CHANGED, 17);
	}

	@Test
	void everyColumnOfARowIsPartOfItsHash() {
		List<String> changes = List.of("at = at + interval '1 microsecond'", "action = 'token.revoked'",
				"subject = subject || '0'", "outcome = 'failed'", "details = '{\"number\":2}'");
		for (int i = 0; i < changes.size(); i++) {
			this.record.tamper("update audit_row set %s where id = %d".formatted(changes.get(i), rowAt(5 + i)));
		}
		assertThat(check().findings()).extracting(Finding::seq).containsExactly(5L, 6L, 7L, 8L, 9L);
	}

	@Test
	void aDeletedRowIsFound() {
		this.record.tamper("delete from audit_row where id = " + rowAt(12));
		assertFound(Finding.Kind.DELETED, 12);
	}

	@Test
	void aDeletedRowIsFoundWithoutItsLinkToo() {
		this.record.tamper("delete from audit_row where id = " + rowAt(12), "delete from audit_link where seq = 12");
		assertFound(Finding.Kind.DELETED, 12);
	}

	@Test
	void aDeletedRowIsFoundWhenTheOthersMoveUp() {
		long row = rowAt(33);
		this.record.tamper("delete from audit_row where id = " + row, "delete from audit_link where seq = 33",
				"update audit_link set seq = seq + 1000 where seq > 33",
				"update audit_link set seq = seq - 1001 where seq > 1000");
		assertThat(check().findings()).anySatisfy((finding) -> {
			assertThat(finding.kind()).isEqualTo(Finding.Kind.DELETED);
			assertThat(finding.sentence()).contains("was row 34 when it was written");
		});
	}

	@Test
	void deletedFirstRowsAreFound() {
		this.record.tamper("delete from audit_link where seq <= 10");
		assertFound(Finding.Kind.DELETED, 1);
	}

	@Test
	void anInsertedRowIsFound() {
		this.record.tamper("update audit_link set seq = seq + 1000 where seq >= 20",
				"update audit_link set seq = seq - 999 where seq > 1000", """
						with forged as (
							insert into audit_row (actor, action, subject, outcome)
							values ('nobody', 'token.created', 'token:0', 'done') returning id)
						insert into audit_link select 20, forged.id, before.hash, sha256('forged')
						from forged, audit_link before where before.seq = 19
						""");
		assertThat(check().findings()).anySatisfy((finding) -> {
			assertThat(finding.kind()).isEqualTo(Finding.Kind.INSERTED);
			assertThat(finding.seq()).isEqualTo(21);
		});
	}

	@Test
	void aRowThatWasMovedIsFound() {
		this.record.tamper("update audit_link set row_id = -row_id where seq in (3, 4)", """
				update audit_link l set row_id = -(select o.row_id from audit_link o where o.seq = 7 - l.seq)
				where seq = 3""", """
				update audit_link l set row_id = (select max(r.id) from audit_row r
				where not exists (select from audit_link o where o.row_id = r.id)) where seq = 4""");
		assertThat(check().findings()).extracting(Finding::seq).contains(3L, 4L);
	}

	@Test
	void aCutEndIsFound() {
		this.record.tamper("delete from audit_row where id >= " + rowAt(28), "delete from audit_link where seq >= 28",
				"delete from audit_segment where last_seq >= 28", "delete from audit_anchor where segment = 3");
		assertFound(Finding.Kind.CUT, 28);
	}

	@Test
	void aRewrittenWholeIsFound() throws Exception {
		this.record.tamper("update audit_row set actor = 'nobody' where id = " + rowAt(4));
		rewrite();
		List<Finding> findings = check().findings();
		assertThat(findings).extracting(Finding::kind).containsOnly(Finding.Kind.REWRITTEN);
		assertThat(findings).extracting(Finding::seq).containsExactly(10L, 20L, 30L);
	}

	@Test
	void aRewrittenWholeIsFoundWithForgedSegmentsToo() throws Exception {
		this.record.tamper("update audit_row set actor = 'nobody' where id = " + rowAt(4));
		rewrite();
		SigningKey another = SigningKey.read(Record.newKey());
		Segment forged = Segment.signed(1, 1, 10, Line.GENESIS,
				this.record.jdbc().sql("select hash from audit_link where seq = 10").query(byte[].class).single(),
				Instant.now(), another);
		this.record.tamper(
				"update audit_segment set head = (select hash from audit_link where seq = 10), statement = '%s' where number = 1"
					.formatted(forged.statement()));
		this.record.anchors.kept.put(forged.objectName(), forged.statement());
		List<Finding> findings = check().findings();
		assertThat(findings).extracting(Finding::sentence)
			.contains("The anchor audit/segments/000000000001.txt is not what was signed.",
					"Segment 1 is not signed by a key of ours.");
	}

	@Test
	void aMissingAnchorIsFound() {
		this.record.anchors.kept.remove("audit/segments/000000000002.txt");
		assertFound(Finding.Kind.UNSIGNED, 20);
	}

	@Test
	void aRowThatWasNeverChainedIsFound() {
		this.record.get(SealerThread.class).stop();
		this.record.tamper("insert into audit_row (at, actor, action, subject, outcome) "
				+ "values (now() - interval '2 minutes', 'nobody', 'token.created', 'token:0', 'done')");
		assertFound(Finding.Kind.UNCHAINED, 36);
	}

	@Test
	void theCheckIsRecordedWithWhatItFound() {
		this.record.tamper("update audit_row set actor = 'nobody' where id = " + rowAt(17));
		this.record.get(AuditChain.class).checkAndRecord();
		Map<String, @org.jspecify.annotations.Nullable Object> row = this.record.jdbc()
			.sql("select outcome, details::text as details from audit_row where action = 'audit.checked'")
			.query()
			.singleRow();
		assertThat(row.get("outcome")).isEqualTo("failed");
		assertThat(row.get("details")).asString().contains("Row 17 was changed");
	}

	@Test
	void anExportVerifiesOfflineAndFailsAtItsFirstBadLine() throws Exception {
		assertThat(VerifyAuditTests.verify(export())).startsWith("0 Whole: 35 rows, 1 to 35");
		this.record.tamper("update audit_row set actor = 'nobody' where id = " + rowAt(17));
		assertThat(VerifyAuditTests.verify(export())).startsWith("1 BROKEN at line 17: Row 17 was changed");
	}

	private String export() throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.record.get(AuditExport.class).whole(out);
		return out.toString(StandardCharsets.UTF_8);
	}

	private AuditChain.Report check() {
		return this.record.get(AuditChain.class).check();
	}

	private void assertFound(Finding.Kind kind, long seq) {
		List<Finding> findings = check().findings();
		assertThat(findings).isNotEmpty();
		assertThat(findings.getFirst().kind()).isEqualTo(kind);
		assertThat(findings.getFirst().seq()).isEqualTo(seq);
	}

	private long rowAt(long seq) {
		return this.record.jdbc()
			.sql("select row_id from audit_link where seq = ?")
			.param(seq)
			.query(Long.class)
			.single();
	}

	/**
	 * Gives every row the hash that its contents call for, as one can who knows how.
	 */
	private void rewrite() throws Exception {
		List<String> commands = new ArrayList<>();
		try (Connection connection = Postgres.shared().superuser(this.record.database);
				PreparedStatement select = connection.prepareStatement(
						"select l.seq, %s from audit_link l join audit_row r on r.id = l.row_id order by l.seq"
							.formatted(AuditRow.COLUMNS));
				ResultSet rows = select.executeQuery()) {
			Line line = new Line();
			byte[] previous = Line.GENESIS;
			while (rows.next()) {
				byte[] hash = line.hash(rows.getLong("seq"), AuditRow.read(rows), previous);
				commands.add("update audit_link set previous = '\\x%s', hash = '\\x%s' where seq = %d".formatted(
						java.util.HexFormat.of().formatHex(previous), java.util.HexFormat.of().formatHex(hash),
						rows.getLong("seq")));
				previous = hash;
			}
		}
		this.record.tamper(commands.toArray(String[]::new));
	}

}

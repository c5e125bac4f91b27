package io.groundwork.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.validation.BindValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class RetentionTests {

	private final Record record = Record.open();

	@AfterEach
	void close() {
		this.record.close();
	}

	@Test
	void rowsOf89DaysAreKept() {
		aged(89, 20);
		assertThat(prune("90 days")).isZero();
		assertThat(rows()).isEqualTo(20);
	}

	@Test
	void rowsOf91DaysGoAndTheRestVerifies() throws Exception {
		aged(91, 20);
		this.record.filled(15);
		assertThat(prune("90 days")).isEqualTo(20);
		AuditChain.Report report = this.record.get(AuditChain.class).check();
		assertThat(report.findings()).isEmpty();
		assertThat(report.first()).isEqualTo(21);
		assertThat(report.rows()).isEqualTo(15);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.record.get(AuditExport.class).whole(out);
		assertThat(VerifyAuditTests.verify(out.toString(StandardCharsets.UTF_8)))
			.startsWith("0 Whole: 15 rows, 21 to 35");
		assertThat(prune("90 days")).isZero();
	}

	@Test
	void theChainGoesOnWhereAllWasPruned() {
		aged(91, 20);
		assertThat(prune("90 days")).isEqualTo(20);
		assertThat(rows()).isZero();
		this.record.filled(12);
		AuditChain.Report report = this.record.get(AuditChain.class).check();
		assertThat(report.findings()).isEmpty();
		assertThat(report.first()).isEqualTo(21);
	}

	@Test
	void aRewrittenRestIsFoundAfterPruningToo() {
		aged(91, 20);
		this.record.filled(15);
		prune("90 days");
		this.record.tamper("update audit_link set previous = sha256('x') where seq = 21");
		assertThat(this.record.get(AuditChain.class).check().findings()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "89 days", "0", "-1 day", "89 days 23:59:59", "2 months", "-100 years" })
	void lessThan90DaysIsRefusedEvenToThePortalsRole(String interval) {
		aged(100, 20);
		assertThatException().isThrownBy(() -> prune(interval))
			.havingRootCause()
			.withMessageContaining("kept for at least 90 days");
		assertThat(rows()).isEqualTo(20);
	}

	@Test
	void wholeSegmentsGoAndNoneWithAYoungRow() {
		SealerThread sealer = this.record.get(SealerThread.class);
		sealer.stop();
		insertAged(91, 15);
		this.record.publish("engineer-1", "token.created", "token:16");
		sealer.start();
		this.record.filled(4);
		assertThat(prune("90 days")).isEqualTo(10);
		assertThat(this.record.get(AuditChain.class).check().findings()).isEmpty();
	}

	@Test
	void whatIsNotAnchoredStays() {
		aged(91, 20);
		this.record.tamper("delete from audit_anchor where segment = 2");
		assertThat(prune("90 days")).isEqualTo(10);
	}

	@Test
	void aForgedSegmentPrunesNothingYoung() {
		this.record.filled(5);
		// As the portal's role, which may add segments and anchors.
		this.record.jdbc()
			.sql("insert into audit_segment (number, first_seq, last_seq, head, statement) values (1, 1, 5, sha256('x'), 'forged')")
			.update();
		this.record.jdbc().sql("insert into audit_anchor (segment, object) values (1, 'forged')").update();
		assertThat(prune("90 days")).isZero();
		assertThat(rows()).isEqualTo(5);
	}

	@Test
	void aDailyPruneIsAudited() {
		aged(91, 20);
		assertThat(this.record.get(Retention.class).prune()).isEqualTo(20);
		assertThat(this.record.jdbc()
			.sql("select details::text from audit_row where action = 'audit.pruned'")
			.query(String.class)
			.single()).contains("\"rows\":20");
	}

	@Test
	void aShorterRetentionStopsTheStart() {
		assertThatException().isThrownBy(() -> this.record.another(Map.of("groundwork.audit.retention", "89d")).close())
			.havingRootCause()
			.isInstanceOf(BindValidationException.class)
			.withMessageContaining("groundwork.audit")
			.withMessageContaining("retention");
	}

	/**
	 * Rows that were written so many days ago, chained then and anchored.
	 */
	private void aged(int days, int rows) {
		insertAged(days, rows);
		this.record.get(SealerThread.class).wake();
		this.record.sealed();
		this.record.get(AnchorThread.class).anchor();
	}

	private void insertAged(int days, int rows) {
		try (var connection = io.groundwork.sandbox.Postgres.shared().superuser(this.record.database);
				var statement = connection.createStatement()) {
			statement.execute("""
					insert into audit_row (at, actor, action, subject, outcome)
					select now() - interval '%d days', 'engineer-1', 'token.created', 'token:' || i, 'done'
					from generate_series(1, %d) i""".formatted(days, rows));
		}
		catch (java.sql.SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private long prune(String interval) {
		return this.record.jdbc()
			.sql("select audit_prune(cast(? as interval))")
			.param(interval)
			.query(Long.class)
			.single();
	}

	private long rows() {
		return this.record.jdbc().sql("select count(*) from audit_row").query(Long.class).single();
	}

}

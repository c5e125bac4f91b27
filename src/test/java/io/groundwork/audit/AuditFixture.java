package io.groundwork.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import javax.sql.DataSource;

import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;

/**
 * What the figures need of the record and the portal does not give away.
 */
public final class AuditFixture implements AutoCloseable {

	private final Record record;

	private AuditFixture(Record record) {
		this.record = record;
	}

	public static AuditFixture open() {
		return new AuditFixture(Record.large());
	}

	public Postgres.Database database() {
		return this.record.database;
	}

	public void publish(Audited audited) {
		this.record.publish(audited);
	}

	/**
	 * Waits until every row has its place and tells whether the chain is whole.
	 */
	public boolean whole() {
		this.record.sealed(Duration.ofMinutes(2));
		return this.record.get(AuditChain.class).check().whole();
	}

	/**
	 * Whether the chain of a portal is whole, as far as it is sealed.
	 */
	public static boolean whole(Portal portal) {
		return portal.bean(AuditChain.class).check().whole();
	}

	public void export(OutputStream out) throws IOException {
		this.record.get(AuditExport.class).whole(out);
	}

	public static int verify(Path file) {
		return VerifyAudit.run(new String[] { file.toString() }, new PrintStream(OutputStream.nullOutputStream()));
	}

	/**
	 * Chains what is in the table, in one go.
	 */
	public static void seal(DataSource superuser, Path signingKey) {
		AuditSettings settings = new AuditSettings(signingKey, 10_000, Duration.ofMinutes(10), Duration.ofDays(90));
		Clock clock = Clock.systemUTC();
		new Sealer(superuser, new Segments(superuser, settings, SigningKey.read(signingKey), clock), clock).pass();
	}

	public static Path newKey() {
		return Record.newKey();
	}

	@Override
	public void close() {
		this.record.close();
	}

}

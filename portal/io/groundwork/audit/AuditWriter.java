package io.groundwork.audit;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes what is published in the transaction that it is published in, and leaves the
 * chaining to the sealer.
 */
@Component
class AuditWriter {

	private static final int LONGEST_TEXT = 200;

	private static final int LONGEST_DETAILS = 16_000;

	private final JdbcClient jdbc;

	private final SealerThread sealer;

	AuditWriter(JdbcClient jdbc, SealerThread sealer) {
		this.jdbc = jdbc;
		this.sealer = sealer;
	}

	@EventListener
	void write(Audited audited) {
		this.jdbc.sql(
				"insert into audit_row (actor, action, subject, outcome, details) values (?, ?, ?, ?, cast(? as json))")
			.params(text(audited.actor()), audited.action(), text(audited.subject()), audited.outcome().word(),
					details(audited))
			.update();
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					AuditWriter.this.sealer.wake();
				}

			});
		}
		else {
			this.sealer.wake();
		}
	}

	/**
	 * What came from outside must not keep a refusal from being written.
	 */
	private static String text(String text) {
		String clean = CanonicalJson.clean(text);
		if (clean.codePointCount(0, clean.length()) <= LONGEST_TEXT) {
			return clean;
		}
		return clean.substring(0, clean.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
	}

	private static String details(Audited audited) {
		String details = CanonicalJson.write(audited.details());
		return (details.length() <= LONGEST_DETAILS) ? details
				: "{\"omitted\":\"details of %d characters\"}".formatted(details.length());
	}

}

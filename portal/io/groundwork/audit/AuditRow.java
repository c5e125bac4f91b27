package io.groundwork.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * One row of the record, before it has a place in the chain.
 *
 * @param at when it was written, to the microsecond
 * @param outcome the word for how it ended
 * @param details the JSON text that was written
 */
record AuditRow(Instant at, String actor, String action, String subject, String outcome, String details) {

	static final String COLUMNS = "r.at, r.actor, r.action, r.subject, r.outcome, r.details::text as details";

	static AuditRow read(ResultSet columns) throws SQLException {
		return new AuditRow(columns.getObject("at", OffsetDateTime.class).toInstant(), columns.getString("actor"),
				columns.getString("action"), columns.getString("subject"), columns.getString("outcome"),
				columns.getString("details"));
	}

}

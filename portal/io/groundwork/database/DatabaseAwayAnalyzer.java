package io.groundwork.database;

import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which settings lead to the database when it does not answer at the start.
 */
class DatabaseAwayAnalyzer extends AbstractFailureAnalyzer<FlywaySqlUnableToConnectToDbException> {

	@Override
	protected FailureAnalysis analyze(Throwable root, FlywaySqlUnableToConnectToDbException cause) {
		return new FailureAnalysis(
				"The database at groundwork.database.url does not let the owner role in: " + root.getMessage(),
				"Check that PostgreSQL is running there, and the settings groundwork.database.url, "
						+ "groundwork.database.owner.username and groundwork.database.owner.password.",
				cause);
	}

}

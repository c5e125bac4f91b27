package io.groundwork.requests;

import java.util.Optional;

import io.groundwork.runs.Origins;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The requests that runs are of, going by what happened to requests: a run that is not
 * theirs any more is found as well.
 */
@Component
class RunOrigins implements Origins {

	private final JdbcClient jdbc;

	RunOrigins(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	public Optional<Origin> of(long run) {
		return this.jdbc
			.sql("""
					select number, kind, environment from request where number in (
						select request from request_event where run = :run union select number from request where plan_run = :run)
					order by number desc limit 1""")
			.param("run", run)
			.query((row, number) -> new Origin(row.getLong("number"),
					"%s %s".formatted(RequestKind.of(row.getString("kind")).verb(), row.getString("environment"))))
			.optional();
	}

}

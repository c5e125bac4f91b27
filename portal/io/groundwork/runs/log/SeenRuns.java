package io.groundwork.runs.log;

import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.NotThereException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whose log somebody may see: that of runs of environments that they may see.
 */
@Component
class SeenRuns {

	private final JdbcClient jdbc;

	private final Environments environments;

	SeenRuns(JdbcClient jdbc, Environments environments) {
		this.jdbc = jdbc;
		this.environments = environments;
	}

	/**
	 * For those who may not see it there is no such run.
	 */
	void check(SignedIn who, long run) {
		this.jdbc.sql("select environment_id from run where number = ?")
			.param(run)
			.query(Long.class)
			.optional()
			.map(this.environments::get)
			.filter((environment) -> Environments.maySee(who, environment))
			.orElseThrow(() -> new NotThereException("There is no run " + run));
	}

}

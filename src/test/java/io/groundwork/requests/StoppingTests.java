package io.groundwork.requests;

import io.groundwork.Portal;
import io.groundwork.approvals.Crowd;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.RunRows;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stopping what stops already.
 */
class StoppingTests {

	private final Portal portal = Portal.shared();

	private final RequestFixtures fixtures = new RequestFixtures(this.portal);

	private final RunRows runs = new RunRows(this.portal);

	private final Crowd crowd = new Crowd(this.portal);

	private final Requests requests = this.portal.bean(Requests.class);

	private final JdbcClient jdbc = this.portal.bean(JdbcClient.class);

	@Test
	void whatIsPlannedCanBeWithdrawnWhileItsRunStops() {
		SignedIn asker = this.crowd.engineer();
		long request = this.fixtures.waiting("payments", "development", asker.person());
		long run = this.runs.add(this.runs.environment("payments"), "plan", "stopping");
		this.jdbc.sql("update request set status = 'planning', plan_run = ? where number = ?")
			.params(run, request)
			.update();
		assertThat(this.requests.withdraw(asker, request, "a test").status()).isEqualTo(RequestStatus.WITHDRAWN);
		assertThat(status(request)).isEqualTo("withdrawn");
	}

	@Test
	void aWholeIsStoppedWhileOneOfItsPartsStops() {
		SignedIn platform = this.crowd.platform();
		long whole = this.fixtures.foundation(platform.person());
		this.jdbc.sql("update request set status = 'applying', ended_at = null where number = ?").param(whole).update();
		try {
			long stopping = part(whole, "stopping");
			long running = part(whole, "running");
			this.requests.cancel(platform, whole, "a test");
			assertThat(happened(stopping)).isEqualTo("stop-asked");
			assertThat(happened(running)).isEqualTo("stop-asked");
			assertThat(this.jdbc
				.sql("select r.status from run r join request q on q.apply_run = r.number where q.number = ?")
				.param(running)
				.query(String.class)
				.single()).isEqualTo("stopping");
		}
		finally {
			this.jdbc.sql("update request set status = 'failed', ended_at = now() where number = :it or whole = :it")
				.param("it", whole)
				.update();
		}
	}

	private long part(long whole, String run) {
		return this.jdbc
			.sql("""
					insert into request (kind, whole, environment, environment_kind, team, spec, reason, asked_by, asker,
						asked_at, status, changed_at, note, plan_digest, plan_expires_at, apply_run)
					select 'create', number, :name, 'development', team, cast(:spec as jsonb), reason, asked_by, asker, asked_at,
						'applying', now(), '', repeat('d', 64), now() + interval '1 day', :run
					from request where number = :whole returning number""")
			.param("name", "part-" + run)
			.param("spec", RequestFixtures.spec(EnvironmentKind.DEVELOPMENT))
			.param("run", this.runs.add(this.runs.environment("platform"), "apply", run))
			.param("whole", whole)
			.query(Long.class)
			.single();
	}

	private String happened(long request) {
		return this.jdbc.sql("select what from request_event where request = ? order by seq desc limit 1")
			.param(request)
			.query(String.class)
			.single();
	}

	private String status(long request) {
		return this.jdbc.sql("select status from request where number = ?").param(request).query(String.class).single();
	}

}

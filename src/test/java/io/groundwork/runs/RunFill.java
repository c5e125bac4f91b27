package io.groundwork.runs;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A history of runs.
 */
public final class RunFill {

	private static final int BATCH = 50_000;

	private RunFill() {
	}

	/**
	 * So many environments of four kinds, one in five of them of the team payments, and a
	 * configuration for their runs.
	 */
	public static void environments(JdbcClient jdbc, int number) {
		jdbc.sql("""
				insert into environment (name, kind, team, created_at)
				select 'bench-' || n, (array['development', 'staging', 'production', 'system'])[1 + n % 4],
					case when n % 5 = 0 then 'payments' else 'team-' || n % 5 end, now()
				from generate_series(1, ?) n""").param(number).update();
		jdbc.sql("""
				insert into configuration (digest, files, size, stored_at, stored_by)
				values (repeat('0', 64), 1, 1, now(), 'bench')""").update();
		jdbc.sql("""
				insert into run_lane (environment_id, environment_kind, share)
				select id, kind, int8range(id << 32, (id + 1) << 32) from environment""").update();
	}

	/**
	 * So many runs that wait in each environment.
	 */
	static void queued(JdbcClient jdbc, int each) {
		jdbc.sql(
				"""
						insert into run (environment_id, environment_kind, share, kind, asked_by, by_person, configuration, rank, queued_at)
						select e.id, e.kind, int8range(e.id << 32, (e.id + 1) << 32), 'plan', 'engineer-1', true, repeat('0', 64),
							10, now() from environment e, generate_series(1, ?) n""")
			.param(each)
			.update();
		jdbc.sql("update run_lane set queued = ?, next_rank = 10").param(each).update();
	}

	/**
	 * So many ended runs, a fifth of them in one environment and the others spread over
	 * all, with the steps of the latest.
	 */
	static void finished(JdbcClient jdbc, int number) {
		// Each statement within the time that a statement may take.
		for (int done = 0; done < number; done += BATCH) {
			insert(jdbc, done + 1, Math.min(number, done + BATCH), number);
		}
		steps(jdbc);
		jdbc.sql("analyze run").update();
		jdbc.sql("analyze run_step").update();
	}

	private static void insert(JdbcClient jdbc, int first, int last, int number) {
		jdbc.sql(
				"""
						insert into run (environment_id, environment_kind, share, kind, status, asked_by, by_person, reason,
							configuration, rank, queued_at, started_at, ended_at, outcome, changes)
						select e.id, e.kind, int8range(e.id << 32, (e.id + 1) << 32), (array['plan', 'drift', 'verify'])[1 + n % 3],
							(array['done', 'done', 'done', 'done', 'failed', 'cancelled'])[1 + n % 6],
							'engineer-' || n % 9, n % 3 = 0, 'what had to be done', repeat('0', 64), 10,
							at, at + interval '1 second', at + interval '40 seconds', '1 to add, 0 to change, 0 to destroy', true
						from (select n, now() - (interval '1 minute' * (? - n)) as at,
							(select min(id) from environment)
								+ case when n % 5 = 1 then 4 else n % (select count(*) from environment) end as place
							from generate_series(?, ?) n) history join environment e on e.id = history.place""")
			.params(number, first, last)
			.update();
	}

	private static void steps(JdbcClient jdbc) {
		jdbc.sql("""
				insert into run_step (run, position, name, status, started_at, ended_at)
				select r.number, p, (array['prepare', 'init', 'plan', 'read'])[p], 'done', r.started_at, r.ended_at
				from (select * from run order by number desc limit 20000) r, generate_series(1, 4) p
				where r.status <> 'queued'""").update();
	}

}

package io.groundwork.runs;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A history of runs.
 */
final class RunFill {

	private static final int BATCH = 50_000;

	private RunFill() {
	}

	/**
	 * So many ended runs, spread over all environments, with the steps of the latest.
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
							(select min(id) from environment) + n % (select count(*) from environment) as place
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

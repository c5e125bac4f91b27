package io.groundwork.runs;

import java.util.List;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.plans.Bills;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs in every state that pages show, on paper: no worker has a hand in them.
 */
public final class RunRows {

	private static final String CONFIGURATION = "c0ffee".repeat(10) + "0000";

	private static final String DIGEST = "7f3a".repeat(15) + "c91e";

	private final Portal portal;

	private final JdbcClient jdbc;

	public RunRows(Portal portal) {
		this.portal = portal;
		this.jdbc = portal.bean(JdbcClient.class);
		this.jdbc.sql("""
				insert into configuration (digest, files, size, stored_at, stored_by)
				values (?, 1, 1, now(), 'a test') on conflict do nothing""").param(CONFIGURATION).update();
	}

	public static String digest() {
		return DIGEST;
	}

	public Environment environment(String team) {
		return environment("dev-" + UUID.randomUUID().toString().substring(0, 8), "development", team);
	}

	/**
	 * An environment whose place in the queue is taken for ever: what is asked for there
	 * stands as tests leave it, also where a worker runs.
	 */
	public Environment environment(String name, String kind, String team) {
		Environment environment = this.portal.bean(Environments.class)
			.add(name, EnvironmentKind.of(kind), team, null, "test");
		this.jdbc.sql("""
				insert into run_lane (environment_id, environment_kind, share, active)
				values (?, ?, cast(? as int8range), true)""")
			.params(environment.id(), environment.kind().word(), Share.of(environment))
			.update();
		return environment;
	}

	/**
	 * A run that waits, or is at work on a worker that is never seen to die.
	 */
	public long add(Environment environment, String kind, String status) {
		return add(environment, kind, status, "engineer-1", "headroom for the weekend", null);
	}

	public long add(Environment environment, String kind, String status, String by, String reason,
			@Nullable String outcome) {
		boolean changes = kind.equals("apply") || kind.equals("destroy");
		Long plan = changes ? add(environment, "plan", "done") : null;
		boolean began = !status.equals("queued");
		boolean active = List.of("running", "stopping", "recovering").contains(status);
		if (!began) {
			this.jdbc.sql("update run_lane set queued = queued + 1, next_rank = 1 where environment_id = ?")
				.param(environment.id())
				.update();
		}
		return this.jdbc
			.sql("""
					insert into run (environment_id, environment_kind, share, kind, status, asked_by, by_person, reason,
						configuration, destroys, plan_number, plan_digest, rank, queued_at, started_at, ended_at, worker_id, fence,
						claims, stop_asked_at, stop_asked_by, stop_because, outcome)
					values (:environment, :environmentKind, cast(:share as int8range), :kind, :status, :by, true, :reason,
						:configuration, :destroys, :plan, :digest, 1, now() - interval '5 minutes',
						case when :began then now() - interval '4 minutes' end,
						case when :began and not :active then now() - interval '90 seconds' end, :worker, 1, 1,
						case when :status = 'stopping' then now() end, case when :status = 'stopping' then :by end,
						case when :status = 'stopping' then 'cancel' end, :outcome) returning number""")
			.param("environment", environment.id())
			.param("environmentKind", environment.kind().word())
			.param("share", Share.of(environment))
			.param("kind", kind)
			.param("status", status)
			.param("by", by)
			.param("reason", reason)
			.param("configuration", CONFIGURATION)
			.param("destroys", kind.equals("destroy"))
			.param("plan", plan)
			.param("digest", (plan != null) ? DIGEST : null)
			.param("began", began)
			.param("active", active)
			.param("worker", active ? worker("elsewhere", 4) : null)
			.param("outcome", (began && !active && outcome == null) ? "All is well" : outcome)
			.query(Long.class)
			.single();
	}

	/**
	 * Plans of the last hours: more by day than by night, and one in five of them late.
	 */
	public void history(Environment environment, int hours) {
		this.jdbc
			.sql("""
					insert into run (environment_id, environment_kind, share, kind, status, asked_by, by_person, configuration,
						rank, queued_at, started_at, ended_at, outcome)
					select :environment, :kind, cast(:share as int8range), 'plan', 'done', 'engineer-1', true, :configuration, 1,
						at, at + make_interval(secs => wait), at + make_interval(secs => wait + 40), 'Nothing to change'
					from (select now() - make_interval(hours => hour, secs => 60 + n) as at,
							case when n % 5 = 0 then 90 else 1 + (hour * n) % 20 end as wait
						from generate_series(1, :hours) hour, generate_series(1, 24) n
						where n <= 12 + 10 * sin(hour / 4.0)) past order by at""")
			.param("environment", environment.id())
			.param("kind", environment.kind().word())
			.param("share", Share.of(environment))
			.param("configuration", CONFIGURATION)
			.param("hours", hours)
			.update();
	}

	/**
	 * A run that was asked to stop long ago.
	 */
	public long forcible(Environment environment) {
		long run = add(environment, "apply", "stopping");
		this.jdbc.sql("update run set stop_asked_at = now() - interval '1 hour' where number = ?").param(run).update();
		return run;
	}

	/**
	 * A run that found changes which may be carried out.
	 */
	public long plan(Environment environment, Changes changes, BlastRadius blast) {
		return plan(environment, new RunPlans.Written(changes, blast, null, null, null), null);
	}

	/**
	 * Does something while the queue is paused.
	 */
	public static void pausedQueue(Portal portal, Runnable meanwhile) {
		QueueCare care = portal.bean(QueueCare.class);
		care.pauseQueue("platform-1", "database upgrade");
		try {
			meanwhile.run();
		}
		finally {
			care.resumeQueue("platform-1");
		}
	}

	/**
	 * A plan with all that there can be to it.
	 */
	long plan(Environment environment, RunPlans.Written written, @Nullable String blocked) {
		Changes changes = written.changes();
		long run = add(environment, "plan", "done", "engineer-1", "headroom for the weekend", Work.sentence(changes));
		this.jdbc
			.sql("""
					insert into run_plan (run, digest, file, file_digest, destroys, lineage, serial, added, changed, destroyed,
						blast, changes, planned_at, blocked)
					values (?, ?, 'runs/nothing', ?, false, '', 0, ?, ?, ?, ?, cast(? as json), now(), nullif(?, ''))""")
			.params(run, DIGEST, DIGEST, changes.add(), changes.change(), changes.destroy(),
					written.blastRadius().sentence(), this.portal.bean(JsonMapper.class).writeValueAsString(written),
					(blocked != null) ? blocked : "")
			.update();
		return run;
	}

	/**
	 * The same of files that were rendered.
	 */
	public long rendered(Environment environment, Changes changes, BlastRadius blast,
			io.groundwork.cluster.Changes cluster, Judgement judgement) {
		return rendered(environment, changes, blast, cluster, judgement, null);
	}

	public long rendered(Environment environment, Changes changes, BlastRadius blast,
			io.groundwork.cluster.Changes cluster, Judgement judgement, @Nullable Bills bills) {
		return plan(environment, new RunPlans.Written(changes, blast, new RunPlans.KubernetesPlan(cluster, true, false),
				judgement, bills), judgement.obstacle().orElse(null));
	}

	/**
	 * The steps of a run: a name and a status each, such as "plan running".
	 */
	public void steps(long run, String... steps) {
		for (int position = 0; position < steps.length; position++) {
			String[] words = steps[position].split(" ", 3);
			this.jdbc
				.sql("""
						insert into run_step (run, position, name, status, started_at, ended_at, note)
						values (:run, :position, :name, :status,
							case when :status in ('running', 'done', 'failed', 'cancelled') then now() - interval '100 seconds' end,
							case when :status in ('done', 'failed', 'cancelled') then now() - make_interval(secs => 97 - 8 * :position) end,
							:note)
						on conflict (run, position) do update set status = excluded.status,
							started_at = excluded.started_at, ended_at = excluded.ended_at, note = excluded.note""")
				.param("run", run)
				.param("position", position + 1)
				.param("name", words[0])
				.param("status", words[1])
				.param("note", (words.length > 2) ? words[2] : "")
				.update();
		}
	}

	/**
	 * What the step that is running was changing when it was last heard of.
	 */
	public void unfinished(long run, String... addresses) {
		this.jdbc.sql("update run_step set unfinished = ? where run = ? and status = 'running'")
			.params(addresses, run)
			.update();
	}

	/**
	 * Ends the step that is running.
	 */
	public void finish(long run) {
		this.jdbc.sql("update run_step set status = 'cancelled', ended_at = now() where run = ? and status = 'running'")
			.param(run)
			.update();
	}

	public long worker(String host, int capacity) {
		return this.jdbc
			.sql("""
					insert into worker (host, pid, pid_started_at, folder, capacity, program, ready, started_at, beat_at, lease_until)
					values (?, 4711, now(), '/nowhere/' || gen_random_uuid(), ?, 'Terraform 1.11.4', true,
						now() - interval '3 days', now(), now() + interval '1 day') returning id""")
			.params(host, capacity)
			.query(Long.class)
			.single();
	}

}

package io.groundwork.requests;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Question;
import io.groundwork.approvals.Subject;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.runs.RunRows;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Requests in every state that pages show, on paper: nobody moves them on.
 */
public final class RequestFixtures {

	private final Portal portal;

	private final JdbcClient jdbc;

	private final RunRows runs;

	public RequestFixtures(Portal portal) {
		this.portal = portal;
		this.jdbc = portal.bean(JdbcClient.class);
		this.runs = new RunRows(portal);
	}

	/**
	 * One that waits for a vote, asked for by somebody whom nobody knows.
	 */
	public long waiting(String team) {
		return waiting(team, "development", stranger());
	}

	/**
	 * One that waits for votes, asked for by that account.
	 */
	public long waiting(String team, String kind, long asker) {
		Environment environment = this.runs
			.environment(kind.substring(0, 4) + "-" + UUID.randomUUID().toString().substring(0, 8), kind, team);
		long plan = this.runs.plan(environment, changes(),
				new BlastRadius("No data is touched.", BlastRadius.Severity.NONE, List.of()));
		long request = add(environment, asker, "awaiting-approval", plan);
		this.portal.bean(Approvals.class)
			.ask(new Subject(Subject.Kind.REQUEST, request, RunRows.digest()), asker,
					new Question(kind, "change", Set.of(), team));
		return request;
	}

	/**
	 * One that ended, or has only begun.
	 */
	public long of(String team, long asker, String status) {
		return add(this.runs.environment("dev-" + UUID.randomUUID().toString().substring(0, 8), "development", team),
				asker, status, null);
	}

	/**
	 * One that is queued.
	 */
	public long queued(String team, long asker) {
		Environment environment = this.runs.environment(team);
		long plan = this.runs.plan(environment, changes(),
				new BlastRadius("No data is touched.", BlastRadius.Severity.NONE, List.of()));
		long run = this.runs.add(environment, "apply", "queued");
		long request = add(environment, asker, "awaiting-approval", plan);
		this.jdbc.sql("update request set status = 'queued', apply_run = ? where number = ?")
			.params(run, request)
			.update();
		return request;
	}

	/**
	 * One that was carried out, and is there for two days.
	 */
	public long done(String team, long asker) {
		return done(this.runs.environment(team), asker);
	}

	/**
	 * The same of an environment that is known already.
	 */
	long done(Environment environment, long asker) {
		long plan = planned(environment);
		long run = this.runs.add(environment, "apply", "done", "engineer-1", "headroom for the weekend",
				"3 added, 0 changed, 0 destroyed");
		this.runs.steps(run, "prepare done", "init skipped nothing to install", "apply done", "promote done");
		this.jdbc
			.sql("""
					with wanted as (insert into environment_spec (environment_id, number, schema, content, wanted_by, wanted_at)
						values (:environment, 1, 1, cast(:spec as jsonb) || '{"lifetimeHours":48}', 'engineer-1', now()) returning environment_id, number)
					insert into environment_revision (environment_id, number, spec_number, run, template, bundle, lineage,
						serial, made_at) select environment_id, 1, number, :run, '1-abc', repeat('a', 64), 'l', 1, now()
					from wanted""")
			.param("environment", environment.id())
			.param("spec", spec(environment.kind()))
			.param("run", run)
			.update();
		return carriedOut(environment, asker, plan, run, "done", "3 added, 0 changed, 0 destroyed");
	}

	/**
	 * One that failed while it was carried out.
	 */
	public long failed(String team, long asker, String error) {
		Environment environment = this.runs.environment(team);
		long plan = planned(environment);
		long run = this.runs.add(environment, "apply", "failed", "engineer-1", "headroom for the weekend", error);
		this.runs.steps(run, "prepare done", "init skipped nothing to install", "apply failed " + error,
				"promote skipped");
		return carriedOut(environment, asker, plan, run, "failed", error);
	}

	/**
	 * A foundation of which one part is there and one could not be made.
	 */
	public long foundation(long asker) {
		long whole = this.jdbc.sql("""
				insert into request (kind, environment, environment_kind, team, spec, reason, asked_by, asker, asked_at,
					status, changed_at, ended_at, plan_digest, plan_expires_at, note)
				select 'foundation', 'foundation', 'foundation', 'platform',
					jsonb_build_object('system', jsonb_set(cast(:system as jsonb), '{kubernetes,version}', '"1.35"'),
							'staging', cast(:staging as jsonb)),
					'The beginning of everything', id, name, now(), 'failed', now(), now() + interval '12 minutes',
					repeat('c', 64), now() + interval '1 day',
					'1 of 2 are there, and stay. staging is failed: the account has no room for 3 nodes more.'
				from person where id = :asker returning number""")
			.param("system", spec(EnvironmentKind.SYSTEM))
			.param("staging", spec(EnvironmentKind.STAGING))
			.param("asker", asker)
			.query(Long.class)
			.single();
		this.jdbc
			.sql("""
					insert into request_event (request, seq, at, by, what) values (:request, 1, now(), 'platform-1', 'asked'),
						(:request, 2, now(), 'reviewer-1', 'approved'), (:request, 3, now(), 'groundwork', 'begun')""")
			.param("request", whole)
			.update();
		this.jdbc
			.sql("""
					insert into request (kind, whole, environment, environment_kind, team, spec, reason, asked_by, asker,
						asked_at, status, changed_at, ended_at, note)
					select 'create', w.number, part.name, part.name, w.team, w.spec -> part.name, w.reason, w.asked_by, w.asker,
						w.asked_at, part.status, now(), now(), part.note
					from request w, (values ('system', 'done', 'Applied: 11 added, 0 changed, 0 destroyed'),
						('staging', 'failed', 'Account Limit reached. What had been made of it was taken away again, and nothing is left. Ask for fewer nodes, or have Linode raise the limit.'))
						part (name, status, note) where w.number = ?""")
			.param(whole)
			.update();
		return whole;
	}

	/**
	 * One that is being carried out.
	 */
	public long applying(String team, long asker) {
		Environment environment = this.runs.environment(team);
		long plan = planned(environment);
		long run = this.runs.add(environment, "apply", "running");
		this.runs.steps(run, "prepare done", "init done", "apply running", "promote waiting");
		return carriedOut(environment, asker, plan, run, "applying", "");
	}

	private long planned(Environment environment) {
		return this.runs.plan(environment, changes(),
				new BlastRadius("No data is touched.", BlastRadius.Severity.NONE, List.of()));
	}

	private long carriedOut(Environment environment, long asker, long plan, long run, String status, String note) {
		long request = add(environment, asker, "awaiting-approval", plan);
		this.jdbc
			.sql("""
					update request set status = :status, apply_run = :run, note = :note, spec = spec || '{"lifetimeHours":48}',
						ended_at = case when :status <> 'applying' then now() end where number = :request""")
			.param("status", status)
			.param("run", run)
			.param("note", note)
			.param("request", request)
			.update();
		event(request, "groundwork", "checked", "", null);
		event(request, "groundwork", "planning", "", plan);
		event(request, "groundwork", "planned", "1 to change", plan);
		event(request, "engineer-2", "approved", "go ahead", null);
		event(request, "groundwork", "agreed", "1 of 1: engineer-2", null);
		event(request, "groundwork", "queued", "", run);
		event(request, "groundwork", "applying", "", run);
		if (!status.equals("applying")) {
			event(request, "groundwork", status, note, run);
		}
		return request;
	}

	/**
	 * Something that happened to a request, a minute after what happened before.
	 */
	public void event(long request, String by, String what, String text, @Nullable Long run) {
		this.jdbc.sql("""
				insert into request_event (request, seq, at, by, what, text, run)
				select :request, max(seq) + 1, max(at) + interval '1 minute', :by, :what, :text, :run
				from request_event where request = :request""")
			.param("request", request)
			.param("by", by)
			.param("what", what)
			.param("text", text)
			.param("run", run)
			.update();
	}

	/**
	 * The name of the environment that a request is about.
	 */
	public String environment(long request) {
		return this.jdbc.sql("select environment from request where number = ?")
			.param(request)
			.query(String.class)
			.single();
	}

	/**
	 * The run that carries one out.
	 */
	public long applyOf(long request) {
		return this.jdbc.sql("select apply_run from request where number = ?")
			.param(request)
			.query(Long.class)
			.single();
	}

	/**
	 * The run that plans one.
	 */
	public long planOf(long request) {
		return this.jdbc.sql("select plan_run from request where number = ?").param(request).query(Long.class).single();
	}

	/**
	 * Has it planned by another run, whose digest is the same.
	 */
	public void replan(long request, long run) {
		this.jdbc.sql("update request set plan_run = ? where number = ?").params(run, request).update();
	}

	private long add(Environment environment, long asker, String status, @Nullable Long plan) {
		boolean ended = RequestStatus.of(status).ended();
		long number = this.jdbc
			.sql("""
					insert into request (kind, environment, environment_id, environment_kind, team, spec, reason,
						asked_by, asker, asked_at, status, changed_at, ended_at, plan_run, plan_digest, plan_expires_at, note)
					values ('change', :environment, :id, :kind, :team, cast(:spec as jsonb), 'Headroom for the winter',
						:asker, (select name from person where id = :asker), now() - interval '10 minutes', :status, now(),
						case when :ended then now() end, :plan, :digest,
						case when cast(:plan as bigint) is not null then now() + interval '1 day' end, :note)
					returning number""")
			.param("environment", environment.name())
			.param("id", environment.id())
			.param("kind", environment.kind().word())
			.param("team", environment.team())
			.param("spec", spec(environment.kind()))
			.param("asker", asker)
			.param("status", status)
			.param("ended", ended)
			.param("plan", plan)
			.param("digest", (plan != null) ? RunRows.digest() : null)
			.param("note", ended ? "It could not be planned: the cloud was away." : "")
			.query(Long.class)
			.single();
		this.jdbc.sql("""
				insert into request_event (request, seq, at, by, what, text)
				values (?, 1, now() - interval '10 minutes', 'engineer-1', 'asked', 'Headroom for the winter')""")
			.param(number)
			.update();
		return number;
	}

	public static String spec(EnvironmentKind kind) {
		return SpecWriter.write(Presets.FOUNDATION.of(kind, kind == EnvironmentKind.SYSTEM));
	}

	/**
	 * Somebody whom nobody knows.
	 */
	public long stranger() {
		return this.jdbc
			.sql("""
					insert into person (issuer, subject, name, display_name, groups, groups_confirmed_at, first_seen_at)
					values ('https://elsewhere.example.org', ?, 'passer-by', 'Passer-by', '{}', now(), now()) returning id""")
			.param(UUID.randomUUID().toString())
			.query(Long.class)
			.single();
	}

	/**
	 * Whoever asked wants it no more.
	 */
	public void withdraw(long request) {
		this.portal.bean(Approvals.class).withdraw(Subject.Kind.REQUEST, request);
		this.jdbc.sql("update request set status = 'withdrawn', ended_at = now() where number = ?")
			.param(request)
			.update();
	}

	/**
	 * A freeze of one environment only, so that nobody else's tests feel it.
	 */
	public long freeze(String environment, Duration from, Duration until) {
		return this.jdbc
			.sql("""
					insert into change_freeze (name, starts_at, ends_at, environment_kinds, environments, reason, declared_by,
						declared_at)
					values ('Winter holidays', now() + cast(? as interval), now() + cast(? as interval), '{}', array[?],
						'Nobody is here to look after it.', ?, now()) returning number""")
			.params(from.toString(), until.toString(), environment, stranger())
			.query(Long.class)
			.single();
	}

	/**
	 * A freeze that is in force where a request wants something.
	 */
	public long frozen(long request) {
		return freeze(environment(request), Duration.ofMinutes(-1), Duration.ofHours(1));
	}

	/**
	 * That somebody votes in somebody's place, at a time when nobody else does.
	 */
	public long delegation(long of, long to, Duration from, Duration until) {
		return this.jdbc.sql("""
				insert into approval_delegation (delegator_id, delegate_id, delegator_human, delegate_human, starts_at,
					ends_at, reason, made_at)
				values (?, ?, 0, 0, now() + cast(? as interval), now() + cast(? as interval), 'On holiday', now())
				returning number""").params(of, to, from.toString(), until.toString()).query(Long.class).single();
	}

	/**
	 * The name of somebody who may vote, whom nobody knows.
	 */
	public String voter() {
		String name = "voter-" + UUID.randomUUID();
		this.jdbc.sql("""
				insert into person (issuer, subject, name, display_name, groups, groups_confirmed_at, first_seen_at)
				values ('https://elsewhere.example.org', ?, ?, 'Voter', '{groundwork-reviewers}', now(), now())""")
			.params(name, name)
			.update();
		return name;
	}

	/**
	 * The account of one of the demo people, who has signed in.
	 */
	public long person(String name) {
		return this.jdbc.sql("select id from person where name = ? order by id limit 1")
			.param(name)
			.query(Long.class)
			.single();
	}

	private static Changes changes() {
		Changes.Change change = new Changes.Change("linode_lke_node_pool.baseline", "linode_lke_node_pool", "baseline",
				"", Changes.Group.NODES, Changes.Action.UPDATE, List.of("update"), Optional.empty(), Optional.empty(),
				Optional.empty(),
				List.of(new Changes.Attribute("autoscaler.max", Optional.of("6"), Optional.of("10"), false)));
		return new Changes(0, 1, 0, 0, 0, 0, 0, List.of(change), List.of(), List.of());
	}

}

package io.groundwork.access;

import java.util.Set;

import io.groundwork.Portal;
import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Question;
import io.groundwork.approvals.Subject;
import io.groundwork.environments.Environment;
import io.groundwork.runs.RunRows;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Grants in every state that pages show, on paper: no cluster knows of them.
 */
public final class GrantFixtures {

	private final Portal portal;

	private final JdbcClient jdbc;

	private final RunRows runs;

	public GrantFixtures(Portal portal) {
		this.portal = portal;
		this.jdbc = portal.bean(JdbcClient.class);
		this.runs = new RunRows(portal);
	}

	/**
	 * One that waits for somebody to agree.
	 */
	public long pending(String team, long holder) {
		long grant = add(this.runs.environment(team), holder, "operator", "pending");
		this.portal.bean(Approvals.class)
			.ask(new Subject(Subject.Kind.GRANT, grant, digest(grant)), holder,
					new Question("production", Question.GRANT, Set.of(Question.GUEST), team));
		return grant;
	}

	/**
	 * What whoever votes on it has looked at.
	 */
	public String digest(long grant) {
		return this.jdbc.sql("select digest from access_grant where number = ?")
			.param(grant)
			.query(String.class)
			.single();
	}

	/**
	 * One that opens a door, for an hour from now on.
	 */
	public long active(String team, long holder) {
		return active(this.runs.environment(team), holder, 1, "ias-nowhere");
	}

	/**
	 * The same in a cluster that there is.
	 */
	public long active(Environment environment, long holder, long cluster, String namespace) {
		long grant = add(environment, holder, "viewer", "scheduled");
		this.jdbc.sql("""
				update access_grant set status = 'active', began_at = now(), ends_at = now() + interval '60 minutes',
					cluster_id = ?, namespace = ? where number = ?""").params(cluster, namespace, grant).update();
		event(grant, 2, "began", "");
		return grant;
	}

	/**
	 * One that is over, and proven so.
	 */
	public long ended(String team, long holder) {
		long grant = active(team, holder);
		this.jdbc.sql("""
				update access_grant set status = 'ending', cause = 'revoked', ended_by = 'reviewer-1',
					ended_because = 'The incident is over', ending_at = now() where number = ?""")
			.param(grant)
			.update();
		this.jdbc
			.sql("update access_grant set status = 'ended', ended_at = now() + interval '9 seconds' where number = ?")
			.param(grant)
			.update();
		this.jdbc.sql("""
				insert into access_receipt (grant_number, ending_at, removed_at, taken_at, refused_at, replays, proof,
					still_open, written_at) values (?, now(), now() + interval '120 milliseconds',
					now() + interval '7 seconds', now() + interval '8312 milliseconds', 9,
					'A token bound to the same Secret was refused 8,192 ms after it was taken away.',
					'What was open already may go on until it is closed.', now())""").param(grant).update();
		event(grant, 3, "revoked", "The incident is over");
		event(grant, 4, "ended", "A token bound to the same Secret was refused 8,192 ms after it was taken away.");
		this.jdbc.sql("insert into access_sweep (grant_number, looked_at) values (?, now())").param(grant).update();
		return grant;
	}

	/**
	 * One that is over, and under which somebody tried to get further and left something.
	 */
	public long watched(String team, long holder) {
		long grant = ended(team, holder);
		event(grant, 5, "alarmed",
				"engineer-1 tried to make a token of an account: create serviceaccounts/token default in ias-nowhere, refused.");
		this.jdbc
			.sql("""
					insert into access_finding (grant_number, kind, resource, namespace, name, since, said, found_at)
					select ?, kind, resource, place, name, now(), said, now() from (values
						('account', 'serviceaccount', 'ias-nowhere', 'helper', ''),
						('ephemeral-container', 'pod', 'ias-nowhere', 'queue-5d7f9c6b8d-x2x4k', ''),
						('binding', 'rolebinding', 'ias-nowhere', 'queue', 'ArgoCD')) one (kind, resource, place, name, said)""")
			.param(grant)
			.update();
		this.jdbc.sql("""
				insert into access_observed (grant_number, audit_id, at, verb, resource, subresource, namespace, name,
					code, reason, source)
				select ?, gen_random_uuid()::text, now(), verb, resource, part, place, name, code, reason, '192.0.2.7'
				from generate_series(1, 18) time, (values
					('list', 'pods', '', 'ias-nowhere', '', 200, ''),
					('get', 'pods', 'log', 'ias-nowhere', 'queue-5d7f9c6b8d-x2x4k', 200, ''),
					('create', 'serviceaccounts', 'token', 'ias-nowhere', 'default', 403, 'Forbidden'))
					one (verb, resource, part, place, name, code, reason)""").param(grant).update();
		return grant;
	}

	/**
	 * One that is being taken away from a cluster that does not answer.
	 */
	public long hindered(String team, long holder) {
		long grant = active(team, holder);
		this.jdbc
			.sql("""
					update access_grant set status = 'ending', cause = 'expired', ended_by = 'groundwork', ending_at = now(),
						obstacle = 'The cluster at https://blue.example.org does not answer: connection refused', tries = 4,
						try_at = now() + interval '1 hour' where number = ?""")
			.param(grant)
			.update();
		event(grant, 3, "expired", "");
		event(grant, 4, "hindered", "The cluster at https://blue.example.org does not answer: connection refused");
		return grant;
	}

	/**
	 * A break-glass by which somebody is in.
	 */
	public long broken(String team, long holder) {
		everybodyHasLooked();
		long grant = add(this.runs.environment(team), holder, "break-glass", "scheduled");
		this.jdbc.sql("""
				insert into break_glass (grant_number, person_id, incident, review_by)
				values (?, ?, 'INC-1234', now() + interval '24 hours')""").params(grant, holder).update();
		this.jdbc.sql("""
				update access_grant set status = 'active', began_at = now(), ends_at = now() + interval '60 minutes',
					cluster_id = 1, namespace = 'ias-nowhere' where number = ?""").param(grant).update();
		event(grant, 2, "forced", "INC-1234: The orders of last night are stuck");
		event(grant, 3, "began", "");
		return grant;
	}

	/**
	 * One that is over, and that somebody else is to look at.
	 */
	public long toReview(String team, long holder) {
		long grant = broken(team, holder);
		end();
		return grant;
	}

	/**
	 * Whoever broke the glass is out again, and somebody else has looked at it.
	 */
	public void everybodyHasLooked() {
		end();
		this.jdbc.sql("""
				update break_glass b set reviewed_at = now(), reviewer = 'reviewer-1', justified = true,
					finding = 'There was no other way', rotated_at = now(), reviewer_id = (select p.id from person p
						where p.human <> (select human from person where id = b.person_id) order by p.id limit 1)
				where reviewed_at is null""").update();
	}

	private void end() {
		this.jdbc.sql("""
				update access_grant set status = 'ending', cause = 'released', ended_by = holder, ending_at = now()
				where role = 'break-glass' and status = 'active'""").update();
		this.jdbc.sql("""
				update access_grant set status = 'ended', ended_at = now(), try_at = null
				where role = 'break-glass' and status = 'ending'""").update();
	}

	public long person(String name) {
		return this.jdbc.sql("select id from person where name = ? order by id limit 1")
			.param(name)
			.query(Long.class)
			.single();
	}

	/**
	 * Somebody whom nobody knows.
	 */
	public long stranger() {
		return new io.groundwork.requests.RequestFixtures(this.portal).stranger();
	}

	private long add(Environment environment, long holder, String role, String status) {
		long grant = this.jdbc
			.sql("""
					insert into access_grant (environment_id, environment, environment_kind, team, role, holder_id, holder,
						guest, reason, minutes, asked_at, until, digest, status, changed_at)
					select :environment, :name, :kind, :team, :role, id, name, false,
						'The orders of last night are stuck; a look at the logs of the queue', 60, now(),
						now() + interval '1 day', encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex'), :status,
						now() from person where id = :holder returning number""")
			.param("environment", environment.id())
			.param("name", environment.name())
			.param("kind", environment.kind().word())
			.param("team", environment.team())
			.param("role", role)
			.param("holder", holder)
			.param("status", status)
			.query(Long.class)
			.single();
		event(grant, 1, "asked", "The orders of last night are stuck");
		return grant;
	}

	private void event(long grant, int seq, String what, String text) {
		this.jdbc.sql("""
				insert into access_event (grant_number, seq, at, by, what, text)
				select number, ?, now(), case when ? in ('asked', 'kubeconfig', 'forced') then holder when ? = 'revoked'
					then 'reviewer-1' else 'groundwork' end, ?, ? from access_grant where number = ?""")
			.params(seq, what, what, what, text, grant)
			.update();
	}

}

package io.groundwork.e2e;

import io.groundwork.sandbox.Person;

/**
 * A week of the demo people's doings, so that pages have something to show.
 */
final class Week {

	private static final String RECORD = """
			insert into audit_row (at, actor, action, subject, outcome, details)
			select date_trunc('day', now()) - make_interval(days => day) + time::interval
					+ make_interval(secs => (day * 37 + number * 11) % 900),
				actor, action, subject, outcome, details::json
			from generate_series(6, 1, -1) as day cross join lateral (values
				(1, '03:00', 'schedule', 'audit.checked', 'audit:chain', 'done', '{"rows":18204,"findings":[]}'),
				(2, '07:41', 'engineer-1', 'session.started', 'person:1', 'done', '{"groups":["groundwork-engineers","team-payments"]}'),
				(3, '08:02', 'platform-1', 'session.started', 'person:6', 'done', '{"groups":["groundwork-platform","groundwork-reviewers","team-platform"]}'),
				(4, '08:10', 'engineer-2', 'session.started', 'person:2', 'done', '{"groups":["groundwork-engineers","team-payments"]}'),
				(5, '09:25', 'engineer-1', 'token.created', 'token:' || 40 + day, 'done', '{"name":"nightly-report","scopes":["read"]}'),
				(6, '10:02', 'reviewer-1', 'session.started', 'person:4', 'done', '{"groups":["groundwork-reviewers","team-payments"]}'),
				(7, '11:17', 'engineer-3', 'route.refused', 'route:GET /audit', 'refused', '{"reason":"needs [platform, auditor]"}'),
				(8, '13:30', 'provider', 'person.groups', 'person:3', 'done', '{"changed":true,"groups":["groundwork-engineers","team-search"]}'),
				(9, '15:05', 'sre-1', 'session.started', 'person:7', 'done', '{"groups":["groundwork-sre","team-platform"]}'),
				(10, '15:48', 'somebody at 203.0.113.7', 'session.refused', 'sign-in', 'refused', '{"reason":"access_denied"}'),
				(11, '16:20', 'platform-1', 'token.revoked', 'token:' || 40 + day, 'done', '{"name":"nightly-report","owner":"person:1"}'),
				(12, '17:55', 'engineer-1', 'session.ended', 'person:1', 'done', '{"by":"sign-out"}')
			) as event (number, time, actor, action, subject, outcome, details)
			where (day + number) % 5 > 0 or action = 'audit.checked'
			order by 1
			""";

	private static final String TOKENS = """
			insert into api_token (person_id, name, hash, hint, scopes, created_at, expires_at, last_used_at, revoked_at, revoked_by)
			select person.id, token.name, sha256((person.id || token.name)::bytea), token.hint, token.scopes::text[],
				now() - token.made::interval, now() - token.made::interval + token.life::interval, now() - token.used::interval,
				now() - token.revoked::interval, case when token.revoked is not null then person.name end
			from person, (values
				('platform-1', 'capacity-sheet', 'gw_Qm7x…', '{read}', '210 days', '240 days', '3 days', null),
				('platform-1', 'smoke-test', 'gw_b0Zk…', '{read,write}', '40 days', '8 hours', '39 days', null),
				('platform-1', 'migration-of-october', 'gw_x2Lw…', '{read,write}', '31 days', '90 days', '12 days', '9 days'),
				('platform-1', 'nightly-report', 'gw_T9va…', '{read}', '20 days', '90 days', '7 hours', null),
				('platform-1', 'release-notes', 'gw_hJ4c…', '{read}', '2 hours', '30 days', null, null),
				('engineer-1', 'nightly-report', 'gw_Ab3d…', '{read}', '5 days', '30 days', '9 hours', null)
			) as token (owner, name, hint, scopes, made, life, used, revoked)
			where person.name = token.owner
			order by token.made::interval desc
			""";

	private Week() {
	}

	/**
	 * Lets the week pass, and everybody sign in today.
	 */
	static void pass() {
		House.asOwner(RECORD);
		for (Person person : House.portal().issuer().people()) {
			House.portal().signedIn(person.name());
		}
		House.asOwner(TOKENS);
	}

}

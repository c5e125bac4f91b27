package io.groundwork.e2e;

/**
 * Data as long as it can get: names without a gap, many groups, many people, a chain that
 * was found broken.
 */
final class Growth {

	static final String PERSON = "reviewer-1";

	private static final String UNBROKEN = "a-name-without-any-gap-as-some-provider-makes-them-from-four-first-names-and-a-domain";

	private Growth() {
	}

	static void grow() {
		House.sessions().of(PERSON);
		House.sessions().of("platform-1");
		House.asOwner("""
				update person set name = '%1$s', display_name = 'Somebody With A Display Name That Goes On And On Until
					Nobody Reads It Any More And ' || repeat('WithoutEnd', 12),
					email = repeat('x', 64) || '@' || repeat('subdomain.', 16) || 'example.org',
					groups = groups || '{groundwork-platform,groundwork-engineers,groundwork-sre,groundwork-auditors}'
						|| array(select repeat('group-', 14) || number from generate_series(1, 30) number)
				where name = '%2$s'
				""".formatted(UNBROKEN, PERSON), """
				insert into person (issuer, subject, name, display_name, groups, groups_confirmed_at, first_seen_at,
					last_sign_in_at, locked_at, locked_by, lock_reason)
				select 'https://example.org/' || repeat('realm/', 20), repeat('7', 200) || number,
					'guest-' || number || '-' || repeat('long', number), 'Guest ' || number,
					array['groundwork-engineers', 'team-payments'], now(), now() - interval '1 year', null,
					now(), 'platform-1', repeat('because', 70)
				from generate_series(1, 60) number
				""",
				"""
						insert into api_token (person_id, name, hash, hint, scopes, created_at, expires_at)
						select id, repeat('n', 78) || number, sha256((id || 'long' || number)::bytea), 'gw_long…', '{read,write}', now(), now() + interval '2 days'
						from person, generate_series(10, 45) number where name = '%s'
						"""
					.formatted(UNBROKEN),
				"""
						insert into audit_row (actor, action, subject, outcome, details) values
							(repeat('actor', 40), repeat('verb', 12) || '.' || repeat('done', 12), repeat('subject', 28), 'failed',
								('{"text":"' || repeat('unbroken', 1500) || '"}')::json),
							('schedule', 'audit.checked', 'audit:chain', 'failed',
								'{"rows":18204,"findings":["Row 17 is not what was sealed: its hash does not fit."]}')
						""");
	}

	static void shrink() {
		House.asOwner("""
				update person set name = '%s', groups = '{groundwork-reviewers,team-payments}' where name = '%s'
				""".formatted(PERSON, UNBROKEN), "delete from person where name like 'guest-%'");
	}

	static long guest() {
		Long id = House.jdbc().queryForObject("select min(id) from person where name like 'guest-60-%'", Long.class);
		if (id == null) {
			throw new IllegalStateException("nothing has grown");
		}
		return id;
	}

	static long person() {
		return House.person(UNBROKEN);
	}

}

package io.groundwork.approvals;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Agreement to a plan, for tests of what comes afterwards.
 */
public final class Agreement {

	private static final AtomicLong NUMBER = new AtomicLong(-System.nanoTime());

	private Agreement() {
	}

	/**
	 * Has exactly that agreed to, by a round that needs nobody.
	 */
	public static void to(JdbcClient jdbc, String digest) {
		long number = NUMBER.decrementAndGet();
		long asker = jdbc.sql("""
				insert into person (issuer, subject, name, display_name, groups, groups_confirmed_at, first_seen_at)
				values ('http://issuer.example', ?, 'somebody', 'Somebody', '{}', now(), now()) returning id""")
			.param("asker " + number)
			.query(Long.class)
			.single();
		jdbc.sql("""
				insert into approval_round (subject_kind, subject_number, digest, asker_id, team, rules, opened_at)
				values ('request', ?, ?, ?, 'payments', 1, now())""").params(number, digest, asker).update();
		jdbc.sql("""
				update approval_round set closed_at = now(), result = 'agreed'
				where subject_kind = 'request' and subject_number = ?""").param(number).update();
	}

}

package io.groundwork.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which tokens were handed out under grants: to which Secrets they are bound, from when
 * and until when. A row is there before its Secret is, so that none is ever forgotten.
 */
@Component
class CredentialRows {

	private final JdbcClient jdbc;

	CredentialRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Takes note of one that is about to be made.
	 */
	Credential begin(Grant grant, Instant now) {
		int seq = this.jdbc.sql("select coalesce(max(seq), 0) + 1 from access_credential where grant_number = ?")
			.param(grant.number())
			.query(Integer.class)
			.single();
		Credential credential = new Credential(seq, "%s-%d".formatted(grant.account(), seq), null, null);
		this.jdbc.sql("insert into access_credential (grant_number, seq, secret, begun_at) values (?, ?, ?, ?)")
			.params(grant.number(), seq, credential.secret(), now.atOffset(ZoneOffset.UTC))
			.update();
		return credential;
	}

	/**
	 * Takes note of the only one of a grant that was made without the portal.
	 */
	void elsewhere(long grant, String secret, Instant from, Instant until) {
		this.jdbc.sql("""
				insert into access_credential (grant_number, seq, secret, begun_at, minted_at, expires_at)
				values (?, 1, ?, ?, ?, ?)""")
			.params(grant, secret, from.atOffset(ZoneOffset.UTC), from.atOffset(ZoneOffset.UTC),
					until.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * Those that may be there, in their order.
	 */
	List<Credential> open(long grant) {
		return this.jdbc.sql("""
				select seq, secret, minted_at, expires_at from access_credential
				where grant_number = ? and ended_at is null order by seq""")
			.param(grant)
			.query((row, number) -> new Credential(row.getInt("seq"), row.getString("secret"),
					instant(row.getObject("minted_at", OffsetDateTime.class)),
					instant(row.getObject("expires_at", OffsetDateTime.class))))
			.list();
	}

	/**
	 * The one that was handed out last, if it has not been ended.
	 */
	Optional<Credential> current(long grant) {
		return open(grant).stream().filter((credential) -> credential.mintedAt() != null).findFirst();
	}

	/**
	 * How many were ever begun.
	 */
	int count(long grant) {
		return this.jdbc.sql("select count(*) from access_credential where grant_number = ?")
			.param(grant)
			.query(Integer.class)
			.single();
	}

	/**
	 * It is there, and no other is any more.
	 */
	void minted(long grant, Credential credential, Instant until, Instant now) {
		this.jdbc.sql("""
				update access_credential set ended_at = ? where grant_number = ? and seq < ? and ended_at is null""")
			.params(now.atOffset(ZoneOffset.UTC), grant, credential.seq())
			.update();
		this.jdbc.sql("""
				update access_credential set minted_at = ?, expires_at = ? where grant_number = ? and seq = ?""")
			.params(now.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC), grant, credential.seq())
			.update();
	}

	void ended(long grant, Instant now) {
		this.jdbc.sql("update access_credential set ended_at = ? where grant_number = ? and ended_at is null")
			.params(now.atOffset(ZoneOffset.UTC), grant)
			.update();
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * One of them.
	 *
	 * @param seq its number within the grant
	 * @param secret what it is bound to
	 * @param mintedAt since when it is there; null while it is being made
	 * @param expiresAt until when it is good at most
	 */
	record Credential(int seq, String secret, @Nullable Instant mintedAt, @Nullable Instant expiresAt) {

	}

}

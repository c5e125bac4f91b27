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
	 * Takes note of one that is about to be made; whoever does so holds the grant's row.
	 */
	Credential begin(Grant grant, Instant now) {
		int seq = this.jdbc.sql("""
				insert into access_credential (grant_number, seq, secret, begun_at)
				select :grant, next, :account || '-' || next, :now
				from (select coalesce(max(seq), 0) + 1 as next from access_credential where grant_number = :grant) last
				returning seq""")
			.param("grant", grant.number())
			.param("account", grant.account())
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single();
		return begun(grant, seq);
	}

	private static Credential begun(Grant grant, int seq) {
		return new Credential(seq, "%s-%d".formatted(grant.account(), seq), null, null, false);
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
	 * Those whose Secrets may be in the cluster, in their order: also those that were
	 * ended, until the cluster has said that they are gone.
	 */
	List<Credential> there(long grant) {
		return this.jdbc.sql("""
				select seq, secret, minted_at, expires_at, ended_at is not null as ended from access_credential
				where grant_number = ? and gone_at is null order by seq""")
			.param(grant)
			.query((row, number) -> new Credential(row.getInt("seq"), row.getString("secret"),
					instant(row.getObject("minted_at", OffsetDateTime.class)),
					instant(row.getObject("expires_at", OffsetDateTime.class)), row.getBoolean("ended")))
			.list();
	}

	/**
	 * Those that have not been ended, in their order.
	 */
	List<Credential> open(long grant) {
		return there(grant).stream().filter((credential) -> !credential.ended()).toList();
	}

	/**
	 * The numbers of active grants of which something was ended before a moment and is
	 * not gone.
	 */
	List<Long> left(Instant before) {
		return this.jdbc.sql("""
				select distinct c.grant_number from access_credential c join access_grant g on g.number = c.grant_number
				where c.ended_at < ? and c.gone_at is null and g.status = 'active' order by c.grant_number""")
			.param(before.atOffset(ZoneOffset.UTC))
			.query((row, number) -> row.getLong("grant_number"))
			.list();
	}

	/**
	 * The cluster has said that they are not there, since they were ended.
	 */
	void gone(long grant, List<String> secrets, Instant now) {
		if (!secrets.isEmpty()) {
			this.jdbc.sql("""
					update access_credential set gone_at = :now where grant_number = :grant and secret in (:secrets)
						and ended_at is not null and gone_at is null""")
				.param("now", now.atOffset(ZoneOffset.UTC))
				.param("grant", grant)
				.param("secrets", secrets)
				.update();
		}
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
	 * It is there and none before it is any more; the next one is begun. Whoever does so
	 * holds the grant's row from then on.
	 * @return what came of it; nothing if the grant is not active, or this or a later one
	 * was handed out already
	 */
	Optional<Minted> minted(Grant grant, Credential credential, Instant until, Instant now) {
		// By itself, so that what comes after it sees what others did while it waited.
		List<String> ended = this.jdbc.sql("""
				with held as (select number from access_grant where number = :grant and status = 'active'
					for no key update)
				update access_credential set ended_at = :now from held
				where grant_number = number and seq < :seq and ended_at is null returning secret""")
			.param("grant", grant.number())
			.param("seq", credential.seq())
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query((row, number) -> row.getString("secret"))
			.list();
		return this.jdbc.sql("""
				with minted as (
					update access_credential set minted_at = :now, expires_at = :until
					where grant_number = :grant and seq = :seq and minted_at is null and ended_at is null
						and exists (select from access_grant where number = :grant and status = 'active')
					returning grant_number)
				insert into access_credential (grant_number, seq, secret, begun_at)
				select grant_number, next, :account || '-' || next, :now
				from minted, (select max(seq) + 1 as next from access_credential where grant_number = :grant) last
				returning seq""")
			.param("grant", grant.number())
			.param("seq", credential.seq())
			.param("account", grant.account())
			.param("until", until.atOffset(ZoneOffset.UTC))
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.optional()
			.map((next) -> new Minted(begun(grant, next), ended));
	}

	/**
	 * Whether one may still be in the cluster, for a grant that is active.
	 */
	boolean isWanted(Grant grant, Credential credential) {
		return isActive(grant) && open(grant.number()).stream().anyMatch((one) -> one.seq() == credential.seq());
	}

	/**
	 * Whether a grant is active now.
	 */
	boolean isActive(Grant grant) {
		return this.jdbc.sql("select status = 'active' from access_grant where number = ?")
			.param(grant.number())
			.query(Boolean.class)
			.single();
	}

	/**
	 * All of them are ended, and gone.
	 */
	void ended(long grant, Instant now) {
		this.jdbc.sql("""
				update access_credential set ended_at = coalesce(ended_at, :now), gone_at = :now
				where grant_number = :grant and gone_at is null""")
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("grant", grant)
			.update();
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * What came of handing one out.
	 *
	 * @param next what was begun after it
	 * @param ended what those before it were bound to
	 */
	record Minted(Credential next, List<String> ended) {

	}

	/**
	 * One of them.
	 *
	 * @param seq its number within the grant
	 * @param secret what it is bound to
	 * @param mintedAt since when it is there; null while it is being made
	 * @param expiresAt until when it is good at most
	 * @param ended whether it is not to be there any more
	 */
	record Credential(int seq, String secret, @Nullable Instant mintedAt, @Nullable Instant expiresAt, boolean ended) {

	}

}

package io.groundwork.cloud;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.groundwork.cloud.CloudToken.Status;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of the tokens.
 */
@Component
class CloudTokenRows {

	private static final String COLUMNS = "id, status, label, linode_id, scopes, source, added_at, added_by, expires_at, remark";

	private final JdbcClient jdbc;

	CloudTokenRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Those that are not ended, in the order that they came.
	 */
	List<CloudToken> live() {
		return this.jdbc.sql("select " + COLUMNS + " from cloud_token where status <> 'ended' order by added_at, id")
			.query(CloudTokenRows::read)
			.list();
	}

	List<CloudToken> all(Status status) {
		return live().stream().filter((token) -> token.status() == status).toList();
	}

	/**
	 * The one of that status, of which there is one at most.
	 */
	Optional<CloudToken> one(Status status) {
		return all(status).stream().findFirst();
	}

	byte[] sealed(UUID id) {
		return this.jdbc.sql("select sealed from cloud_token where id = ?").param(id).query(byte[].class).single();
	}

	void add(CloudToken token, byte @Nullable [] sealed) {
		this.jdbc
			.sql("""
					insert into cloud_token (id, status, label, linode_id, sealed, scopes, source, added_at, added_by, expires_at)
					values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
			.param(token.id())
			.param(word(token.status()))
			.param(token.label())
			.param(token.linodeId())
			.param(sealed)
			.param(token.scopes().sorted().toArray(String[]::new))
			.param(token.source())
			.param(utc(token.addedAt()))
			.param(token.addedBy())
			.param(utc(token.expiresAt()))
			.update();
	}

	void made(UUID id, long linodeId, byte[] sealed) {
		this.jdbc.sql("update cloud_token set status = 'made', linode_id = ?, sealed = ? where id = ?")
			.params(linodeId, sealed, id)
			.update();
	}

	void seal(UUID id, byte[] sealed) {
		this.jdbc.sql("update cloud_token set sealed = ? where id = ? and sealed is not null")
			.params(sealed, id)
			.update();
	}

	/**
	 * Makes way for the next one that is used: whatever else has a secret is to go.
	 */
	void replace() {
		this.jdbc.sql("update cloud_token set status = 'replaced' where status in ('current', 'made')").update();
	}

	void use(UUID id) {
		this.jdbc.sql("update cloud_token set status = 'current' where id = ?").param(id).update();
	}

	void end(UUID id, Instant at, String remark) {
		this.jdbc.sql("update cloud_token set status = 'ended', sealed = null, ended_at = ?, remark = ? where id = ?")
			.param(utc(at))
			.param(remark)
			.param(id)
			.update();
	}

	void remark(UUID id, String remark) {
		this.jdbc.sql("update cloud_token set remark = ? where id = ?").params(remark, id).update();
	}

	/**
	 * Whether no other process is at the tokens until this transaction ends.
	 */
	boolean alone() {
		return this.jdbc.sql("select pg_try_advisory_xact_lock(hashtext('cloud_token'))").query(Boolean.class).single();
	}

	private static String word(Status status) {
		return status.name().toLowerCase(Locale.ROOT);
	}

	private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
		return (at != null) ? at.atOffset(ZoneOffset.UTC) : null;
	}

	private static CloudToken read(ResultSet row, int number) throws SQLException {
		OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
		return new CloudToken(row.getObject("id", UUID.class),
				Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)), row.getString("label"),
				row.getObject("linode_id", Long.class),
				new Scopes(Set.of((String[]) row.getArray("scopes").getArray())), row.getString("source"),
				row.getObject("added_at", OffsetDateTime.class).toInstant(), row.getString("added_by"),
				(expires != null) ? expires.toInstant() : null, row.getString("remark"));
	}

}

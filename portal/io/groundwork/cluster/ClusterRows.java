package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.storage.Sealer;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is kept of clusters.
 */
@Component
class ClusterRows {

	private static final String SELECT = """
			select id, environment_id, address, authority, token_expires_at, renewed_at, admitted_at, admitted_by
			from cluster\s""";

	private final JdbcClient jdbc;

	private final Sealer sealer;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	ClusterRows(JdbcClient jdbc, Sealer sealer, ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.sealer = sealer;
		this.events = events;
		this.clock = clock;
	}

	Optional<Cluster> find(long id) {
		return this.jdbc.sql(SELECT + "where id = ?").param(id).query(ClusterRows::read).optional();
	}

	Optional<Cluster> ownedBy(long environment) {
		return this.jdbc.sql(SELECT + "where environment_id = ?")
			.param(environment)
			.query(ClusterRows::read)
			.optional();
	}

	List<Cluster> all() {
		return this.jdbc.sql(SELECT + "order by id").query(ClusterRows::read).list();
	}

	String token(long id) {
		byte[] sealed = this.jdbc.sql("select token from cluster where id = ?").param(id).query(byte[].class).single();
		return new String(this.sealer.open(sealed, context(id)), StandardCharsets.UTF_8);
	}

	/**
	 * Takes note that the portal was let in. An environment has one cluster: one that it
	 * had before is forgotten.
	 */
	@Transactional
	void admit(long id, long environment, Kubeconfig kubeconfig, Token token, String by) {
		this.jdbc.sql("delete from cluster where environment_id = ? and id <> ?").params(environment, id).update();
		OffsetDateTime now = now();
		this.jdbc.sql("""
				insert into cluster (id, environment_id, address, authority, token, token_expires_at, renewed_at,
					admitted_at, admitted_by)
				values (:id, :environment, :address, :authority, :token, :expires, :now, :now, :by)
				on conflict (id) do update set environment_id = excluded.environment_id, address = excluded.address,
					authority = excluded.authority, token = excluded.token,
					token_expires_at = excluded.token_expires_at, renewed_at = excluded.renewed_at,
					admitted_at = excluded.admitted_at, admitted_by = excluded.admitted_by""")
			.param("id", id)
			.param("environment", environment)
			.param("address", kubeconfig.address())
			.param("authority", kubeconfig.authority())
			.param("token", seal(id, token))
			.param("expires", token.expiresAt().atOffset(ZoneOffset.UTC))
			.param("now", now)
			.param("by", by)
			.update();
		this.events.publishEvent(new Audited(by, "cluster.admitted", "cluster:" + id, Outcome.DONE,
				Map.of("environment", environment, "address", kubeconfig.address(), "until", token.expiresAt())));
	}

	/**
	 * Keeps a newer token, unless there is one that lasts longer already.
	 */
	@Transactional
	boolean renew(long id, Token token) {
		OffsetDateTime expires = token.expiresAt().atOffset(ZoneOffset.UTC);
		return this.jdbc.sql(
				"update cluster set token = ?, token_expires_at = ?, renewed_at = ? where id = ? and token_expires_at < ?")
			.params(seal(id, token), expires, now(), id, expires)
			.update() == 1;
	}

	@Transactional
	boolean forget(long id, String by) {
		boolean gone = this.jdbc.sql("delete from cluster where id = ?").param(id).update() == 1;
		if (gone) {
			this.events.publishEvent(new Audited(by, "cluster.forgotten", "cluster:" + id, Outcome.DONE, Map.of()));
			this.events.publishEvent(new ClusterForgotten(id));
		}
		return gone;
	}

	private byte[] seal(long id, Token token) {
		return this.sealer.seal(token.value().getBytes(StandardCharsets.UTF_8), context(id));
	}

	private static String context(long id) {
		return "cluster.token:" + id;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static Cluster read(ResultSet row, int number) throws SQLException {
		return new Cluster(row.getLong("id"), row.getLong("environment_id"), row.getString("address"),
				row.getString("authority"), instant(row, "token_expires_at"), instant(row, "renewed_at"),
				instant(row, "admitted_at"), row.getString("admitted_by"));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

}

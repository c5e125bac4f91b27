package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import io.groundwork.storage.Sealer;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The tokens of {@link Issuer#BREAK_GLASS}, sealed, and which Secret each is bound to. Of
 * each cluster one is shown; those before it are remembered until their Secrets are gone.
 */
@Component
class BreakGlassTokens {

	private final JdbcClient jdbc;

	private final Sealer sealer;

	private final Clock clock;

	BreakGlassTokens(JdbcClient jdbc, Sealer sealer, Clock clock) {
		this.jdbc = jdbc;
		this.sealer = sealer;
		this.clock = clock;
	}

	/**
	 * Keeps another one; the one before is retired.
	 */
	@Transactional
	public void add(long cluster, String secret, Token token) {
		this.jdbc.sql("update cluster_break_glass set retired = true where cluster_id = ?").param(cluster).update();
		this.jdbc.sql("""
				insert into cluster_break_glass (cluster_id, secret, token, expires_at, renewed_at)
				values (?, ?, ?, ?, ?)""")
			.params(cluster, secret, seal(cluster, token), token.expiresAt().atOffset(ZoneOffset.UTC), now())
			.update();
	}

	/**
	 * Keeps a newer one that is bound to the same Secret.
	 */
	@Transactional
	public boolean renew(long cluster, String secret, Token token) {
		return this.jdbc.sql("""
				update cluster_break_glass set token = ?, expires_at = ?, renewed_at = ?
				where cluster_id = ? and secret = ? and not retired""")
			.params(seal(cluster, token), token.expiresAt().atOffset(ZoneOffset.UTC), now(), cluster, secret)
			.update() == 1;
	}

	Optional<Kept> current(long cluster) {
		return this.jdbc.sql("""
				select secret, token, expires_at, renewed_at from cluster_break_glass
				where cluster_id = ? and not retired""")
			.param(cluster)
			.query((row, number) -> new Kept(row.getString("secret"),
					new Token(
							new String(this.sealer.open(row.getBytes("token"), context(cluster)),
									StandardCharsets.UTF_8),
							row.getObject("expires_at", OffsetDateTime.class).toInstant()),
					row.getObject("renewed_at", OffsetDateTime.class).toInstant()))
			.optional();
	}

	/**
	 * The Secrets that are to go.
	 */
	List<String> retired(long cluster) {
		return this.jdbc.sql("select secret from cluster_break_glass where cluster_id = ? and retired order by secret")
			.param(cluster)
			.query((row, number) -> row.getString(1))
			.list();
	}

	@Transactional
	public void forget(long cluster, String secret) {
		this.jdbc.sql("delete from cluster_break_glass where cluster_id = ? and secret = ? and retired")
			.params(cluster, secret)
			.update();
	}

	private byte[] seal(long cluster, Token token) {
		return this.sealer.seal(token.value().getBytes(StandardCharsets.UTF_8), context(cluster));
	}

	private static String context(long cluster) {
		return "cluster_break_glass.token:" + cluster;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	/**
	 * One of them.
	 */
	record Kept(String secret, Token token, Instant renewedAt) {

	}

}

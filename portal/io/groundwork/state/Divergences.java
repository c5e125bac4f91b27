package io.groundwork.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of the diverged states, of which none is ever dropped.
 */
@Component
class Divergences {

	private static final String SELECT = """
			select id, environment_id, run, fence, reason, lineage, serial, size, digest, deposited_by, deposited_at,
				settled_at, settled_by, settle_reason
			from state_diverged""";

	/**
	 * So many are kept of one claim, of which Terraform sends one or two.
	 */
	static final int MOST = 20;

	private final JdbcClient jdbc;

	Divergences(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * How many others its claim has left.
	 */
	long others(DivergedState state) {
		return this.jdbc
			.sql("select count(*) from state_diverged where environment_id = ? and fence = ? and digest <> ?")
			.params(state.environment(), state.fence(), state.digest())
			.query(Long.class)
			.single();
	}

	/**
	 * Keeps it, unless it was kept before; the environment is held.
	 */
	Kept keep(DivergedState state, String object) {
		int added = this.jdbc.sql("""
				insert into state_diverged (environment_id, run, fence, reason, lineage, serial, size, digest, object,
					deposited_by, deposited_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (environment_id, fence, digest) do nothing""")
			.param(state.environment())
			.param(state.run())
			.param(state.fence())
			.param(state.reason())
			.param(state.lineage())
			.param(state.serial())
			.param(state.size())
			.param(state.digest())
			.param(object)
			.param(state.depositedBy())
			.param(state.depositedAt().atOffset(ZoneOffset.UTC))
			.update();
		return this.jdbc.sql(SELECT + " where environment_id = ? and fence = ? and digest = ?")
			.params(state.environment(), state.fence(), state.digest())
			.query((row, number) -> new Kept(read(row, number), added == 1))
			.single();
	}

	/**
	 * Those that nobody has dealt with, and then the others, each the newest first.
	 */
	List<DivergedState> of(long environment) {
		return this.jdbc.sql(SELECT + " where environment_id = ? order by (settled_at is null) desc, id desc limit 200")
			.param(environment)
			.query(Divergences::read)
			.list();
	}

	DivergedState get(long environment, long id) {
		return this.jdbc.sql(SELECT + " where environment_id = ? and id = ?")
			.params(environment, id)
			.query(Divergences::read)
			.optional()
			.orElseThrow(() -> new NotThereException("There is no diverged state %d here".formatted(id)));
	}

	String object(DivergedState state) {
		return this.jdbc.sql("select object from state_diverged where id = ?")
			.param(state.id())
			.query(String.class)
			.single();
	}

	/**
	 * @return whether it was open until now
	 */
	boolean settle(long id, String by, String reason, Instant now) {
		return this.jdbc.sql("""
				update state_diverged set settled_at = ?, settled_by = ?, settle_reason = ?
				where id = ? and settled_at is null""")
			.params(now.atOffset(ZoneOffset.UTC), by, reason, id)
			.update() == 1;
	}

	/**
	 * What that claim could not write has become this version after all.
	 */
	void settleAs(StateVersion version, long fence) {
		this.jdbc.sql("""
				update state_diverged set settled_at = ?, settled_by = 'recovery', settle_reason = ?
				where environment_id = ? and fence = ? and lineage = ? and serial = ? and settled_at is null""")
			.param(version.writtenAt().atOffset(ZoneOffset.UTC))
			.param("It became the current version, %d, after all".formatted(version.serial()))
			.param(version.environment())
			.param(fence)
			.param(version.lineage())
			.param(version.serial())
			.update();
	}

	private static DivergedState read(ResultSet row, int number) throws SQLException {
		@Nullable OffsetDateTime settled = row.getObject("settled_at", OffsetDateTime.class);
		return new DivergedState(row.getLong("id"), row.getLong("environment_id"), row.getLong("run"),
				row.getLong("fence"), row.getString("reason"), row.getString("lineage"),
				row.getObject("serial", Long.class), row.getLong("size"), row.getString("digest"),
				row.getString("deposited_by"), row.getObject("deposited_at", OffsetDateTime.class).toInstant(),
				(settled != null) ? settled.toInstant() : null, row.getString("settled_by"),
				row.getString("settle_reason"));
	}

	/**
	 * A state that is kept.
	 *
	 * @param state as it is kept
	 * @param added whether it was not there before
	 */
	record Kept(DivergedState state, boolean added) {

	}

}

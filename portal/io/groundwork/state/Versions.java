package io.groundwork.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of the versions, and the one of each environment that is current.
 */
@Component
class Versions {

	private static final String COLUMNS = """
			v.id, v.environment_id, v.lineage, v.serial, v.size, v.digest, v.resources, v.terraform_version, v.run,
			v.fence, v.written_by, v.restored_from, v.written_at
			""";

	private final JdbcClient jdbc;

	Versions(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Sees to it that the environment can be held.
	 */
	void prepare(long environment) {
		this.jdbc.sql("insert into state_current (environment_id) values (?) on conflict do nothing")
			.param(environment)
			.update();
	}

	/**
	 * The current version, which nobody else changes until the transaction ends.
	 */
	Optional<StateVersion> hold(long environment) {
		take(environment);
		// Looked for only now: whoever held it before may have changed it.
		return current(environment);
	}

	/**
	 * As {@link #hold}, for those who do not need to know which version it is.
	 */
	void take(long environment) {
		taken(environment);
	}

	/**
	 * As {@link #hold}, also for an environment that never had a state.
	 */
	Optional<StateVersion> holdPrepared(long environment) {
		if (!taken(environment)) {
			prepare(environment);
			taken(environment);
		}
		return current(environment);
	}

	private boolean taken(long environment) {
		return this.jdbc.sql("select 1 from state_current where environment_id = ? for update")
			.param(environment)
			.query(Integer.class)
			.optional()
			.isPresent();
	}

	Optional<StateVersion> current(long environment) {
		return this.jdbc.sql("select " + COLUMNS + """
				from state_current c join state_version v on v.id = c.version_id where c.environment_id = ?""")
			.param(environment)
			.query(Versions::read)
			.optional();
	}

	/**
	 * Whether that claim has written a version that is still here.
	 */
	boolean anyOf(long fence) {
		return this.jdbc.sql("select exists (select from state_version where fence = ?)")
			.param(fence)
			.query(Boolean.class)
			.single();
	}

	/**
	 * The version that is this very state, if it is still here: no two have the same
	 * bytes, since each has a serial of its own.
	 */
	Optional<StateVersion> same(long environment, String digest) {
		return this.jdbc.sql("select " + COLUMNS + " from state_version v where environment_id = ? and digest = ?")
			.params(environment, digest)
			.query(Versions::read)
			.optional();
	}

	/**
	 * The newest first.
	 */
	List<StateVersion> page(long environment, long before, int limit) {
		return this.jdbc.sql("select " + COLUMNS + """
				from state_version v where environment_id = ? and serial < ? order by serial desc limit ?""")
			.params(environment, before, limit)
			.query(Versions::read)
			.list();
	}

	Optional<StateVersion> find(long environment, long serial) {
		return this.jdbc.sql("select " + COLUMNS + " from state_version v where environment_id = ? and serial = ?")
			.params(environment, serial)
			.query(Versions::read)
			.optional();
	}

	StateVersion get(long environment, long serial) {
		return find(environment, serial)
			.orElseThrow(() -> new NotThereException("There is no version %d of this state".formatted(serial)));
	}

	/**
	 * The name of the object that a version is kept in.
	 */
	String object(StateVersion version) {
		return this.jdbc.sql("select object from state_version where id = ?")
			.param(version.id())
			.query(String.class)
			.optional()
			.orElseThrow(() -> new NotThereException(
					"Version %d of this state was pruned just now".formatted(version.serial())));
	}

	/**
	 * Makes it the current one; the environment is held.
	 */
	StateVersion add(StateVersion version, String object) {
		this.jdbc.sql("update state_current set lineage = ? where environment_id = ? and lineage is null")
			.params(version.lineage(), version.environment())
			.update();
		long id = this.jdbc.sql("""
				insert into state_version (environment_id, lineage, serial, size, digest, resources, terraform_version,
					run, fence, written_by, restored_from, written_at, object)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id""")
			.param(version.environment())
			.param(version.lineage())
			.param(version.serial())
			.param(version.size())
			.param(version.digest())
			.param(version.resources())
			.param(version.terraformVersion())
			.param(version.run())
			.param(version.fence())
			.param(version.writtenBy())
			.param(version.restoredFrom())
			.param(version.writtenAt().atOffset(java.time.ZoneOffset.UTC))
			.param(object)
			.query(Long.class)
			.single();
		this.jdbc.sql("update state_current set version_id = ? where environment_id = ?")
			.params(id, version.environment())
			.update();
		return new StateVersion(id, version.environment(), version.lineage(), version.serial(), version.size(),
				version.digest(), version.resources(), version.terraformVersion(), version.run(), version.fence(),
				version.writtenBy(), version.restoredFrom(), version.writtenAt());
	}

	/**
	 * Forgets what is the least worth while there are too many: first what claims wrote
	 * on the way to their last version, then the oldest. A claim that saves its state
	 * again and again thus does not take away what there was before it.
	 * @return the objects that they were kept in
	 */
	List<String> prune(long environment, int kept) {
		return this.jdbc
			.sql("""
					delete from state_version where id in (
						select id from (
							select id, serial, id in (select base_id from state_credential
									where environment_id = :environment and closed_at is null and base_id is not null) as base,
								serial = max(serial) over (partition by coalesce(fence, -id)) as last
							from state_version where environment_id = :environment) version
						order by base desc, last desc, serial desc offset :kept)
					returning object""")
			.params(Map.of("environment", environment, "kept", kept))
			.query((row, number) -> row.getString(1))
			.list();
	}

	private static StateVersion read(ResultSet row, int number) throws SQLException {
		@Nullable Long run = row.getObject("run", Long.class);
		return new StateVersion(row.getLong("id"), row.getLong("environment_id"), row.getString("lineage"),
				row.getLong("serial"), row.getLong("size"), row.getString("digest"), row.getInt("resources"),
				row.getString("terraform_version"), run, row.getObject("fence", Long.class),
				row.getString("written_by"), row.getObject("restored_from", Long.class),
				row.getObject("written_at", OffsetDateTime.class).toInstant());
	}

}

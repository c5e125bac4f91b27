package io.groundwork.environments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.groundwork.web.Moment;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What environments became, one after the other.
 */
@Component
public class Revisions {

	private static final String SELECT = "select * from environment_revision ";

	private final JdbcClient jdbc;

	private final Clock clock;

	Revisions(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Takes note of what an environment became. Saying it again for the same run changes
	 * nothing. Only one run at a time changes an environment, so the numbers follow each
	 * other.
	 */
	public Revision add(long environment, int wish, long run, String template, String bundle, String lineage,
			long serial) {
		this.jdbc.sql("""
				insert into environment_revision (environment_id, number, spec_number, run, template, bundle, lineage,
					serial, made_at)
				select ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ? from environment_revision
				where environment_id = ?
				on conflict (run) do nothing""")
			.params(environment, wish, run, template, bundle, lineage, serial,
					this.clock.instant().atOffset(ZoneOffset.UTC), environment)
			.update();
		return this.jdbc.sql(SELECT + "where run = ?").param(run).query(Revisions::read).single();
	}

	/**
	 * The latest, if there is any.
	 */
	public Optional<Revision> latest(long environment) {
		return page(environment, Integer.MAX_VALUE, 1).stream().findFirst();
	}

	/**
	 * The latest of each of those environments that is still so: nothing was taken away
	 * since.
	 */
	public Map<Long, Revision> standing(Collection<Long> environments) {
		return this.jdbc.sql("""
				select r.* from unnest(?) one (id), lateral (
					select * from environment_revision where environment_id = one.id order by number desc limit 1) r
				where not exists (select from run d where d.environment_id = r.environment_id and d.kind = 'destroy'
					and d.status = 'done' and d.number > r.run)""")
			.param(environments.toArray(Long[]::new))
			.query(Revisions::read)
			.list()
			.stream()
			.collect(Collectors.toMap(Revision::environment, Function.identity()));
	}

	/**
	 * Those before a number, the newest first.
	 */
	public List<Revision> page(long environment, int before, int limit) {
		return this.jdbc.sql(SELECT + "where environment_id = ? and number < ? order by number desc limit ?")
			.params(environment, before, limit)
			.query(Revisions::read)
			.list();
	}

	/**
	 * Those before a moment, the newest first.
	 */
	public List<Revision> before(long environment, Moment moment, int most) {
		return this.jdbc.sql(SELECT + """
				where environment_id = ? and (made_at, number) < (?, ?) order by made_at desc, number desc limit ?""")
			.params(environment, moment.at().atOffset(ZoneOffset.UTC), moment.number(), most)
			.query(Revisions::read)
			.list();
	}

	/**
	 * What a run made, if it made something.
	 */
	public Optional<Revision> madeBy(long run) {
		return this.jdbc.sql(SELECT + "where run = ?").param(run).query(Revisions::read).optional();
	}

	private static Revision read(ResultSet row, int number) throws SQLException {
		return new Revision(row.getLong("environment_id"), row.getInt("number"), row.getInt("spec_number"),
				row.getLong("run"), row.getString("template"), row.getString("bundle"), row.getString("lineage"),
				row.getLong("serial"), row.getObject("made_at", OffsetDateTime.class).toInstant());
	}

}

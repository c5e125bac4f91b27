package io.groundwork.runs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.database.Signals;
import io.groundwork.runs.log.ClaimOverException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The steps of runs, each with its status and times. Every write carries the claim.
 */
@Component
class Steps {

	/**
	 * What whoever picks a run up goes by.
	 */
	private static final Set<String> BELIEVED = Set.of("apply", "record");

	/**
	 * Holds the run while its steps are written, if the claim holds.
	 */
	private static final String CLAIM = """
			with claim as (
				select number, set_config('synchronous_commit', :durable, true) from run
				where number = :run and fence = :fence for share
			), """;

	private static final String BEGIN = CLAIM + """
			dropped as (
				delete from run_step s using claim where s.run = claim.number and s.status = 'waiting'
			), ended as (
				update run_step s set status = 'cancelled', ended_at = :now, note = 'its worker went away'
				from claim where s.run = claim.number and s.status = 'running'
			), begun as (
				insert into run_step (run, position, name, status, started_at)
				select claim.number, coalesce((select max(position) from run_step where run = :run), 0) + names.place,
					names.name, case names.place when 1 then 'running' else 'waiting' end,
					case names.place when 1 then cast(:now as timestamptz) end
				from claim, unnest(cast(:names as text[])) with ordinality names (name, place)
			) select pg_notify(:channel, 'changed:' || number) from claim""";

	private static final String NEXT = CLAIM + """
			passed as (
				update run_step s set status = 'skipped', note = passed.why
				from claim, unnest(cast(:skipped as text[]), cast(:why as text[])) passed (name, why)
				where s.run = claim.number and s.name = passed.name and s.status = 'waiting'
			), ended as (
				update run_step s set status = 'done', ended_at = :now, note = :note
				from claim where s.run = claim.number and s.status = 'running' and s.name <> :name
			), begun as (
				update run_step s set status = 'running', started_at = :now
				from claim where s.run = claim.number and s.name = :name and s.status = 'waiting'
			) select pg_notify(:channel, 'changed:' || number) from claim""";

	private static final String FINISH = """
			update run_step set status = case status when 'running' then :ended else 'skipped' end,
				ended_at = case status when 'running' then cast(:now as timestamptz) end,
				note = case status when 'running' then :note else note end
			where run = :run and status in ('running', 'waiting')""";

	private final JdbcClient jdbc;

	private final Signals signals;

	private final Clock clock;

	Steps(JdbcClient jdbc, Signals signals, Clock clock) {
		this.jdbc = jdbc;
		this.signals = signals;
		this.clock = clock;
	}

	List<Step> of(long run) {
		return this.jdbc.sql("select * from run_step where run = ? order by position")
			.param(run)
			.query(Step::read)
			.list();
	}

	/**
	 * Replaces the steps that have not begun, and begins the first of the new ones.
	 */
	void begin(Claim claim, List<String> names) {
		write(claim, false, BEGIN, Map.of("names", names.toArray(String[]::new)));
	}

	/**
	 * Ends the step that is running and begins that one. Doing so again changes nothing:
	 * the answer may have got lost, and a step that is written down as begun is believed
	 * by whoever picks the run up.
	 */
	void next(Claim claim, String name, String note, Map<String, String> skipped) {
		write(claim, BELIEVED.contains(name), NEXT, Map.of("name", name, "note", note, "skipped",
				skipped.keySet().toArray(String[]::new), "why", skipped.values().toArray(String[]::new)));
	}

	/**
	 * Whether a step has to be written down before it begins.
	 */
	static boolean believed(String name) {
		return BELIEVED.contains(name);
	}

	/**
	 * Writes in one statement, since each way to the database is a part of the time that
	 * a small run takes.
	 * @param durable whether it must be on disk before the run goes on; a step that only
	 * tells where the run is may be missing after the database broke down
	 */
	private void write(Claim claim, boolean durable, String statement, Map<String, Object> parameters) {
		this.jdbc.sql(statement)
			.params(parameters)
			.param("run", claim.run())
			.param("fence", claim.fence())
			.param("durable", durable ? "on" : "off")
			.param("now", now())
			.param("channel", Signals.CHANNEL)
			.query((row, number) -> claim)
			.optional()
			.orElseThrow(() -> new ClaimOverException(claim.run(), claim.fence()));
	}

	/**
	 * Tells what the step that is running is changing at this moment.
	 */
	void unfinished(Claim claim, Collection<String> addresses) {
		this.jdbc.sql("""
				update run_step s set unfinished = ? from run r
				where r.number = ? and r.fence = ? and s.run = r.number and s.status = 'running'""")
			.params(addresses.stream().sorted().toArray(String[]::new), claim.run(), claim.fence())
			.update();
		this.signals.send(Runs.CHANGED, claim.run());
	}

	/**
	 * Ends the last step, within the caller's transaction; those that wait are never
	 * begun.
	 */
	void finish(long run, String ended, String note) {
		this.jdbc.sql(FINISH).param("run", run).param("ended", ended).param("note", note).param("now", now()).update();
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	/**
	 * One step.
	 *
	 * @param status waiting, running, done, failed, cancelled or skipped
	 * @param note what came of it
	 * @param unfinished the addresses of what it was changing when it was last heard of,
	 * once it was to stop
	 */
	record Step(String name, String status, @Nullable Instant startedAt, @Nullable Instant endedAt, String note,
			List<String> unfinished) {

		static Step read(ResultSet row, int number) throws SQLException {
			return new Step(row.getString("name"), row.getString("status"), Run.maybe(row, "started_at"),
					Run.maybe(row, "ended_at"), row.getString("note"),
					List.of((String[]) row.getArray("unfinished").getArray()));
		}

	}

}

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.groundwork.database.Signals;
import io.groundwork.runs.log.ClaimOverException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of runs, each with its status and times. Every write carries the claim.
 */
@Component
class Steps {

	/**
	 * What whoever picks a run up goes by.
	 */
	private static final Set<String> BELIEVED = Set.of("apply", "record");

	private final JdbcClient jdbc;

	private final TransactionTemplate transaction;

	private final Signals signals;

	private final Clock clock;

	Steps(JdbcClient jdbc, TransactionTemplate transaction, Signals signals, Clock clock) {
		this.jdbc = jdbc;
		this.transaction = transaction;
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
		this.transaction.executeWithoutResult((status) -> {
			hold(claim, false);
			this.jdbc.sql("delete from run_step where run = ? and status = 'waiting'").param(claim.run()).update();
			this.jdbc.sql("""
					update run_step set status = 'cancelled', ended_at = ?, note = 'its worker went away'
					where run = ? and status = 'running'""").params(now(), claim.run()).update();
			int first = this.jdbc.sql("select coalesce(max(position), 0) + 1 from run_step where run = ?")
				.param(claim.run())
				.query(Integer.class)
				.single();
			String rows = IntStream.range(0, names.size())
				.mapToObj((index) -> "(?, %d, ?, '%s', %s)".formatted(first + index,
						(index == 0) ? "running" : "waiting", (index == 0) ? "cast(? as timestamptz)" : "null"))
				.collect(Collectors.joining(", "));
			JdbcClient.StatementSpec insert = this.jdbc
				.sql("insert into run_step (run, position, name, status, started_at) values " + rows);
			for (int index = 0; index < names.size(); index++) {
				insert = insert.param(claim.run()).param(names.get(index));
				if (index == 0) {
					insert = insert.param(now());
				}
			}
			insert.update();
			this.signals.send("changed", claim.run());
		});
	}

	/**
	 * Ends the step that is running and begins that one. Doing so again changes nothing:
	 * the answer may have got lost, and a step that is written down as begun is believed
	 * by whoever picks the run up.
	 */
	void next(Claim claim, String name, String note, Map<String, String> skipped) {
		this.transaction.executeWithoutResult((status) -> {
			hold(claim, BELIEVED.contains(name));
			if (running(claim.run(), name)) {
				return;
			}
			skipped.forEach((passed, why) -> skip(claim.run(), passed, why));
			end(claim.run(), "done", note);
			this.jdbc
				.sql("update run_step set status = 'running', started_at = ? "
						+ "where run = ? and name = ? and status = 'waiting'")
				.params(now(), claim.run(), name)
				.update();
			this.signals.send("changed", claim.run());
		});
	}

	private boolean running(long run, String name) {
		return this.jdbc.sql("select exists (select from run_step where run = ? and name = ? and status = 'running')")
			.params(run, name)
			.query(Boolean.class)
			.single();
	}

	private void skip(long run, String name, String note) {
		this.jdbc
			.sql("update run_step set status = 'skipped', note = ? where run = ? and name = ? and status = 'waiting'")
			.params(note, run, name)
			.update();
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
		this.signals.send("changed", claim.run());
	}

	/**
	 * Ends the last step, within the caller's transaction; those that wait are never
	 * begun.
	 */
	void finish(long run, String ended, String note) {
		end(run, ended, note);
		this.jdbc.sql("update run_step set status = 'skipped' where run = ? and status = 'waiting'")
			.param(run)
			.update();
	}

	private void end(long run, String ended, String note) {
		this.jdbc.sql("update run_step set status = ?, ended_at = ?, note = ? where run = ? and status = 'running'")
			.params(ended, now(), note, run)
			.update();
	}

	/**
	 * Holds the run while its steps are written.
	 * @param durable whether it must be on disk before the run goes on; the disk is what
	 * most of a small run's time would go to, and a step that only tells where the run is
	 * may be missing after the database broke down
	 */
	private void hold(Claim claim, boolean durable) {
		this.jdbc
			.sql("select set_config('synchronous_commit', ?, true) from run where number = ? and fence = ? for share")
			.params(durable ? "on" : "off", claim.run(), claim.fence())
			.query(String.class)
			.optional()
			.orElseThrow(() -> new ClaimOverException(claim.run(), claim.fence()));
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

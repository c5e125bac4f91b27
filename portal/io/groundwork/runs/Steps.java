package io.groundwork.runs;

import io.groundwork.database.Signals;
import io.groundwork.runs.log.ClaimOverException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of runs, each with its status and times. Every write carries the claim.
 */
@Component
class Steps {

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
			hold(claim);
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
	void next(Claim claim, String name, String note) {
		this.transaction.executeWithoutResult((status) -> {
			hold(claim);
			if (running(claim.run(), name)) {
				return;
			}
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

	/**
	 * Passes over a step that is not needed.
	 */
	void skip(Claim claim, String name, String note) {
		this.jdbc.sql("""
				update run_step s set status = 'skipped', note = ? from run r
				where r.number = s.run and r.number = ? and r.fence = ? and s.name = ? and s.status = 'waiting'""")
			.params(note, claim.run(), claim.fence(), name)
			.update();
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

	private void hold(Claim claim) {
		this.jdbc.sql("select 1 from run where number = ? and fence = ? for share")
			.params(claim.run(), claim.fence())
			.query(Integer.class)
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
	 */
	record Step(String name, String status, @Nullable Instant startedAt, @Nullable Instant endedAt, String note) {

		static Step read(ResultSet row, int number) throws SQLException {
			return new Step(row.getString("name"), row.getString("status"), Run.maybe(row, "started_at"),
					Run.maybe(row, "ended_at"), row.getString("note"));
		}

	}

}

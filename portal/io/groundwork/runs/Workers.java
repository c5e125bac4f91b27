package io.groundwork.runs;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The workers that there are. Their times are the database's, since machines disagree.
 */
@Component
class Workers {

	private final JdbcClient jdbc;

	Workers(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Takes note of a worker that has just started.
	 */
	long add(String host, Path folder, int capacity, Duration lease) {
		ProcessHandle me = ProcessHandle.current();
		return this.jdbc.sql("""
				insert into worker (host, pid, pid_started_at, folder, capacity, started_at, beat_at, lease_until)
				values (?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp(), clock_timestamp() + cast(? as interval))
				returning id""")
			.params(host, me.pid(), startOf(me), folder.toString(), capacity, seconds(lease))
			.query(Long.class)
			.single();
	}

	/**
	 * A worker is alive. Tells whether it still counts as such. The time is that of the
	 * write and not of the transaction's beginning, which may be long ago if the database
	 * is slow.
	 */
	boolean beat(long worker, Duration lease, boolean ready, String program) {
		return this.jdbc.sql("""
				update worker set beat_at = clock_timestamp(), lease_until = clock_timestamp() + cast(? as interval),
					ready = ?, program = ?
				where id = ? and ended_at is null""").params(seconds(lease), ready, program, worker).update() == 1;
	}

	void drain(long worker) {
		this.jdbc.sql("update worker set draining_at = now() where id = ?").param(worker).update();
	}

	void end(long worker) {
		this.jdbc.sql("update worker set ended_at = now() where id = ?").param(worker).update();
	}

	/**
	 * Takes leave of those of whom nothing was heard for an hour and who have no run that
	 * somebody would have to pick up: their machine is gone.
	 */
	int endLongLate() {
		return this.jdbc
			.sql("""
					update worker w set ended_at = now()
					where ended_at is null and lease_until < now() - interval '1 hour'
					and not exists (select from run r where r.worker_id = w.id and r.status in %s)"""
				.formatted(Queue.ACTIVE))
			.update();
	}

	/**
	 * Those of this machine that have not said goodbye.
	 */
	List<Process> unended(String host) {
		return this.jdbc.sql("select id, pid, pid_started_at from worker where host = ? and ended_at is null")
			.param(host)
			.query((row, number) -> new Process(row.getLong("id"), row.getLong("pid"),
					Run.instant(row, "pid_started_at")))
			.list();
	}

	List<Shown> alive() {
		return this.jdbc.sql(Shown.SELECT + "where w.ended_at is null order by w.id").query(Shown::read).list();
	}

	Optional<Shown> find(long id) {
		return this.jdbc.sql(Shown.SELECT + "where w.id = ?").param(id).query(Shown::read).optional();
	}

	boolean pause(long id, String by, String reason) {
		return this.jdbc.sql("""
				update worker set paused_at = now(), paused_by = ?, pause_reason = ?
				where id = ? and ended_at is null and paused_at is null""").params(by, reason, id).update() == 1;
	}

	boolean resume(long id) {
		return this.jdbc.sql("""
				update worker set paused_at = null, paused_by = null, pause_reason = null
				where id = ? and paused_at is not null""").param(id).update() == 1;
	}

	private static String seconds(Duration lease) {
		return lease.toMillis() + " milliseconds";
	}

	static java.time.OffsetDateTime startOf(ProcessHandle process) {
		return process.info().startInstant().orElse(Instant.EPOCH).atOffset(java.time.ZoneOffset.UTC);
	}

	/**
	 * The process that a worker is, or was.
	 */
	record Process(long worker, long pid, Instant startedAt) {

		/**
		 * A pid comes again, but not with the same start.
		 */
		boolean alive() {
			return ProcessHandle.of(this.pid)
				.filter((process) -> process.isAlive()
						&& Math.abs(Duration.between(startOf(process).toInstant(), this.startedAt).toMillis()) < 1000)
				.isPresent();
		}

	}

	/**
	 * A worker as Operations shows it.
	 *
	 * @param program what it drives, or why it can drive nothing
	 * @param late whether nothing was heard of it for longer than its lease
	 */
	record Shown(long id, String host, long pid, int capacity, String program, boolean ready, int active,
			Instant startedAt, Instant beatAt, boolean late, @Nullable Instant drainingAt, @Nullable Pause pause) {

		/**
		 * The machine's name; behind it is what tells its starts and folders apart.
		 */
		String machine() {
			return this.host.replaceFirst("/.*", "");
		}

		/**
		 * How it stands, in a word.
		 */
		String status() {
			if (this.late) {
				return "late";
			}
			if (this.drainingAt != null) {
				return "draining";
			}
			if (this.pause != null) {
				return "paused";
			}
			return this.ready ? "working" : "unready";
		}

		static final String SELECT = """
				select w.*, w.lease_until < now() as late, (select count(*) from run r where r.worker_id = w.id
					and r.status in %s) as active from worker w
				""".formatted(Queue.ACTIVE);

		static Shown read(ResultSet row, int number) throws SQLException {
			return new Shown(row.getLong("id"), row.getString("host"), row.getLong("pid"), row.getInt("capacity"),
					row.getString("program"), row.getBoolean("ready"), row.getInt("active"),
					Run.instant(row, "started_at"), Run.instant(row, "beat_at"), row.getBoolean("late"),
					Run.maybe(row, "draining_at"), Pause.read(row));
		}

	}

}

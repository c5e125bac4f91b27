package io.groundwork.runs;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The journal of runs: where each claim worked, whether it is over, and whether all that
 * it said was read.
 */
@Component
class Journal {

	private final JdbcClient jdbc;

	private final Clock clock;

	Journal(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * The claims before that one which nobody has looked after yet, the latest first.
	 */
	List<Entry> before(Claim claim) {
		return this.jdbc
			.sql("select fence, host, folder from run_claim where run = ? and fence < ? and ended_at is null "
					+ "order by fence desc")
			.params(claim.run(), claim.fence())
			.query(Entry::read)
			.list();
	}

	/**
	 * Ends a claim that was looked after.
	 * @param unread why what it said is not all in the log; absent if it is
	 */
	void end(long fence, @Nullable String unread) {
		this.jdbc.sql("update run_claim set ended_at = ?, unread = ? where fence = ? and ended_at is null")
			.param(now())
			.param(unread)
			.param(fence)
			.update();
	}

	/**
	 * Ends all claims of a run. What those before the last have said was not read if
	 * nobody has looked after them.
	 */
	void endAll(Claim last) {
		this.jdbc.sql("""
				update run_claim set ended_at = ?,
					unread = case when fence < ? then 'what its worker on ' || split_part(host, '/', 1)
						|| ' said could not be read to its end' end
				where run = ? and ended_at is null""").params(now(), last.fence(), last.run()).update();
	}

	/**
	 * Where the log of a run has its first gap.
	 */
	Optional<Gap> gap(long run) {
		return this.jdbc.sql("""
				select c.unread, (select coalesce(max(l.last_seq), 0) from run_log_chunk l
					where l.run = c.run and l.fence <= c.fence) as after
				from run_claim c where c.run = ? and c.unread is not null order by c.fence limit 1""")
			.param(run)
			.query((row, number) -> new Gap(row.getLong("after"), row.getString("unread")))
			.optional();
	}

	/**
	 * The claim that has that folder, if it is over or its run is.
	 */
	Optional<Over> over(long run, long fence, Path folder) {
		return this.jdbc
			.sql("""
					select r.environment_id, c.host, coalesce(c.ended_at, r.ended_at) as since
					from run_claim c join run r on r.number = c.run
					where c.fence = ? and c.run = ? and c.folder = ? and (c.ended_at is not null or r.ended_at is not null)""")
			.params(fence, run, folder.toString())
			.query(Over::read)
			.optional();
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	/**
	 * A claim.
	 *
	 * @param host its worker's machine, as {@link WorkPlace#host()} has it
	 */
	record Entry(long fence, String host, RunFolder folder) {

		static Entry read(ResultSet row, int number) throws SQLException {
			return new Entry(row.getLong("fence"), row.getString("host"),
					new RunFolder(Path.of(row.getString("folder"))));
		}

		/**
		 * The machine's name.
		 */
		String machine() {
			return this.host.split("/", 2)[0];
		}

	}

	/**
	 * Lines that a log lacks.
	 *
	 * @param after the number of the line after which they are missing
	 * @param because why
	 */
	record Gap(long after, String because) {

	}

	/**
	 * A claim that is over.
	 *
	 * @param environment the number of its environment
	 * @param host its worker's machine
	 * @param since when it ended
	 */
	record Over(long environment, String host, Instant since) {

		static Over read(ResultSet row, int number) throws SQLException {
			return new Over(row.getLong("environment_id"), row.getString("host"), Run.instant(row, "since"));
		}

	}

}

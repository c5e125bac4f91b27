package io.groundwork.runs.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.database.Signals;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The lines of runs that are not sealed yet, as rows.
 */
@Component
class LogChunks {

	static final String TOPIC = "log";

	/** Of the run whose number is r.number. */
	private static final String WRITTEN = """
			select (select coalesce(max(last_seq), 0) from run_log_chunk where run = r.number) as last_seq,
				(select coalesce(sum(octet_length(lines)), 0) from run_log_chunk where run = r.number) as size,
				(select coalesce(jsonb_object_agg(key, read), '{}') from (
					select key, max(value::bigint) as read from run_log_chunk, jsonb_each_text(sources)
					where run = r.number group by key) each_source) as sources
			""";

	private static final String FINISH = """
			with ended as (
				insert into run_log (run, last_seq, ended_at, missing_after, missing)
				select :run, coalesce(max(last_seq), 0), :now, :after, :missing from run_log_chunk where run = :run
				on conflict do nothing
			) select pg_notify(:channel, :topic || ':' || :run)""";

	private static final String END = """
			run, last_seq, coalesce(missing_after, last_seq) as missing_after, missing, object, size, marks
			""";

	private final JdbcClient jdbc;

	private final JsonMapper json;

	private final Clock clock;

	LogChunks(JdbcClient jdbc, JsonMapper json, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Adds a chunk; doing so again changes nothing. The run's row is held meanwhile, so
	 * that whoever takes the run over sees all that was written before, and nothing is
	 * written after. In one statement without a transaction around it: a worker that
	 * stands still between two would hold the run, and nobody could take it over.
	 * @return whether the claim still holds, or held when this chunk was written
	 */
	@Transactional(propagation = Propagation.NOT_SUPPORTED)
	public boolean add(long run, long fence, LogChunk chunk) {
		boolean added = this.jdbc.sql("""
				with added as (
					insert into run_log_chunk (run, first_seq, last_seq, fence, lines, sources, written_at)
					select number, ?, ?, fence, ?, ?::jsonb, ? from (select number, fence from run
						where number = ? and fence = ? for share) claim
					on conflict (run, first_seq) do nothing returning run
				) select pg_notify(?, cast(? as text) || run) from added""")
			.param(chunk.first())
			.param(chunk.last())
			.param(chunk.lines())
			.param(this.json.writeValueAsString(chunk.sources()))
			.param(this.clock.instant().atOffset(ZoneOffset.UTC))
			.param(run)
			.param(fence)
			.param(Signals.CHANNEL)
			.param(TOPIC + ":")
			.query((row, number) -> run)
			.optional()
			.isPresent();
		return added || this.jdbc.sql("""
				select count(*) from run_log_chunk
				where run = ? and first_seq = ? and last_seq = ? and fence = ? and lines = ?""")
			.params(run, chunk.first(), chunk.last(), fence, chunk.lines())
			.query(Long.class)
			.single() == 1;
	}

	/**
	 * What there is of the log of a run, if that claim of it holds.
	 */
	Optional<Written> written(long run, long fence) {
		return this.jdbc.sql(WRITTEN + " from run r where r.number = ? and r.fence = ?")
			.params(run, fence)
			.query((row, number) -> written(row))
			.optional();
	}

	LogPosition position(long run) {
		return this.jdbc.sql(WRITTEN + " from (select cast(? as bigint)) r (number)")
			.param(run)
			.query((row, number) -> written(row).position())
			.single();
	}

	private Written written(ResultSet row) throws SQLException {
		Map<String, Long> sources = new HashMap<>();
		this.json.readTree(row.getString("sources"))
			.forEachEntry((source, end) -> sources.put(source, end.longValue()));
		return new Written(new LogPosition(row.getLong("last_seq"), sources), row.getLong("size"));
	}

	/**
	 * The next chunks that have lines after that one, as far as they fit, but one at
	 * least. The first may begin before it.
	 */
	List<LogPortion> after(long run, long seq, int bytes) {
		return this.jdbc.sql("""
				select first_seq, last_seq, lines from (
					select first_seq, last_seq, lines, sum(octet_length(lines)) over (order by last_seq) as total,
						row_number() over (order by last_seq) as place
					from (select * from run_log_chunk where run = ? and last_seq > ? order by last_seq limit 500) few
				) portion where total <= ? or place = 1 order by last_seq""")
			.params(run, seq, bytes)
			.query(LogChunks::read)
			.list();
	}

	/**
	 * The chunks right before that line, in their order, as far as they fit, but one at
	 * least. The last may end after it.
	 */
	List<LogPortion> before(long run, long seq, int bytes) {
		return this.jdbc.sql("""
				select first_seq, last_seq, lines from (
					select first_seq, last_seq, lines,
						sum(octet_length(lines)) over (order by first_seq desc) as total,
						row_number() over (order by first_seq desc) as place
					from (select * from run_log_chunk where run = ? and first_seq < ?
						order by first_seq desc limit 500) few
				) portion where total <= ? or place = 1 order by first_seq""")
			.params(run, seq, bytes)
			.query(LogChunks::read)
			.list();
	}

	long lastSeq(long run) {
		return this.jdbc.sql("select coalesce(max(last_seq), 0) from run_log_chunk where run = ?")
			.param(run)
			.query(Long.class)
			.single();
	}

	/**
	 * Whether that claim holds, and goes on to hold until the caller's transaction ends;
	 * meanwhile nobody adds to the log.
	 */
	boolean hold(long run, long fence) {
		return this.jdbc.sql("select number from run where number = ? and fence = ? for no key update")
			.params(run, fence)
			.query(Long.class)
			.optional()
			.isPresent();
	}

	/**
	 * Notes that a log is at its end, which nobody adds to any more.
	 */
	void end(long run, @Nullable Long missingAfter, @Nullable String missing) {
		this.jdbc.sql(FINISH)
			.param("run", run)
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("after", missingAfter, Types.BIGINT)
			.param("missing", missing, Types.VARCHAR)
			.param("channel", Signals.CHANNEL)
			.param("topic", TOPIC)
			.query((row) -> {
			});
	}

	Optional<LogEnd> end(long run) {
		return this.jdbc.sql("select " + END + " from run_log where run = ?")
			.param(run)
			.query((row, number) -> end(row))
			.optional();
	}

	/**
	 * Logs that ended before that time and are still rows, the oldest first.
	 */
	List<LogEnd> unsealed(Instant endedBefore, int most) {
		return this.jdbc
			.sql("select " + END + " from run_log where sealed_at is null and ended_at < ? order by ended_at limit ?")
			.params(endedBefore.atOffset(ZoneOffset.UTC), most)
			.query((row, number) -> end(row))
			.list();
	}

	/**
	 * Takes note of the object that a log is kept in from now on, and lets its rows go.
	 */
	@Transactional
	public void sealed(long run, String object, long size, LogMarks marks) {
		int noted = this.jdbc
			.sql("update run_log set sealed_at = ?, object = ?, size = ?, marks = ?::jsonb "
					+ "where run = ? and sealed_at is null")
			.params(this.clock.instant().atOffset(ZoneOffset.UTC), object, size, this.json.writeValueAsString(marks),
					run)
			.update();
		if (noted == 1) {
			this.jdbc.sql("delete from run_log_chunk where run = ?").param(run).update();
		}
	}

	private LogEnd end(ResultSet row) throws SQLException {
		String marks = row.getString("marks");
		return new LogEnd(row.getLong("run"), row.getLong("last_seq"), row.getLong("missing_after"),
				row.getString("missing"), row.getString("object"), row.getLong("size"),
				(marks != null) ? this.json.readValue(marks, LogMarks.class) : LogMarks.NONE);
	}

	/**
	 * What there is of a log.
	 *
	 * @param position how far it is
	 * @param size how many bytes the lines have together
	 */
	record Written(LogPosition position, long size) {

	}

	private static LogPortion read(ResultSet row, int number) throws SQLException {
		return new LogPortion(row.getLong("first_seq"), row.getLong("last_seq"), row.getString("lines"));
	}

}

package io.groundwork.cloud;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of the limits.
 */
@Component
class LimitRows {

	private static final String SELECT = "select kind, place, fits, refused, source, words, noted_at, noted_by from cloud_limit ";

	private final JdbcClient jdbc;

	LimitRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	List<Limit> all() {
		return this.jdbc.sql(SELECT + "order by kind, place").query(LimitRows::read).list();
	}

	/**
	 * Those that something there has to fit into.
	 */
	List<Limit> of(Countable kind, String region) {
		return this.jdbc.sql(SELECT + "where kind = ? and place in ('account', ?) order by place")
			.params(kind.word(), region)
			.query(LimitRows::read)
			.list();
	}

	/**
	 * The one of that place, which nobody else changes until the transaction ends.
	 */
	Optional<Limit> hold(Countable kind, String place) {
		return this.jdbc.sql(SELECT + "where kind = ? and place = ? for update")
			.params(kind.word(), place)
			.query(LimitRows::read)
			.optional();
	}

	void put(Limit limit) {
		this.jdbc.sql("""
				insert into cloud_limit (kind, place, fits, refused, source, words, noted_at, noted_by)
				values (?, ?, ?, ?, ?, ?, ?, ?)
				on conflict (kind, place) do update set fits = excluded.fits, refused = excluded.refused,
					source = excluded.source, words = excluded.words, noted_at = excluded.noted_at,
					noted_by = excluded.noted_by""")
			.param(limit.kind().word())
			.param(limit.place())
			.param(limit.fits())
			.param(limit.refused())
			.param(limit.source())
			.param(limit.words())
			.param(limit.notedAt().atOffset(ZoneOffset.UTC))
			.param(limit.notedBy())
			.update();
	}

	private static Limit read(ResultSet row, int number) throws SQLException {
		return new Limit(Countable.of(row.getString("kind")), row.getString("place"), row.getInt("fits"),
				row.getObject("refused", Integer.class), row.getString("source"), row.getString("words"),
				row.getObject("noted_at", OffsetDateTime.class).toInstant(), row.getString("noted_by"));
	}

}

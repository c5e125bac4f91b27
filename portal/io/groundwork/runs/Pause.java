package io.groundwork.runs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A rest that somebody ordered.
 *
 * @param at since when
 * @param by by whom
 * @param reason what for
 */
record Pause(Instant at, String by, String reason) {

	static @Nullable Pause read(ResultSet row) throws SQLException {
		Instant at = Run.maybe(row, "paused_at");
		return (at != null) ? new Pause(at, row.getString("paused_by"), row.getString("pause_reason")) : null;
	}

}

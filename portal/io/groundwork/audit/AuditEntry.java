package io.groundwork.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.groundwork.web.Tone;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One row of the record and its place in the chain.
 *
 * @param seq its place; absent for the moment until it is chained
 * @param at when it was written
 * @param details what else matters
 * @param previous the hash of the row before it
 * @param hash its own hash
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditEntry(@JsonIgnore long id, @Nullable Long seq,
		@JsonFormat(shape = JsonFormat.Shape.STRING, pattern = "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'",
				timezone = "UTC") Instant at,
		String actor, String action, String subject, @Schema(allowableValues = {
				"done", "refused", "failed" }) String outcome,
		@JsonRawValue @Schema(types = "object") String details, @Nullable String previous, @Nullable String hash){

	static final String COLUMNS = "r.id, l.seq, l.previous, l.hash, " + AuditRow.COLUMNS;

	static AuditEntry read(ResultSet columns, int number) throws SQLException {
		return new AuditEntry(columns.getLong("id"), columns.getObject("seq", Long.class),
				columns.getObject("at", OffsetDateTime.class).toInstant(), columns.getString("actor"),
				columns.getString("action"), columns.getString("subject"), columns.getString("outcome"),
				columns.getString("details"), hex(columns.getBytes("previous")), hex(columns.getBytes("hash")));
	}

	/**
	 * The outcome as pages show it.
	 */
	@JsonIgnore
	public Tone tone() {
		return switch (Outcome.of(this.outcome)) {
			case DONE -> Tone.GOOD;
			case REFUSED -> Tone.WAIT;
			case FAILED -> Tone.BAD;
		};
	}

	/**
	 * Its line in an export, if it has its place.
	 */
	byte[] line(Line line) {
		if (this.seq == null || this.previous == null || this.hash == null) {
			throw new IllegalStateException("A row without a place has no line");
		}
		HexFormat hex = HexFormat.of();
		return line.write(this.seq,
				new AuditRow(this.at, this.actor, this.action, this.subject, this.outcome, this.details),
				hex.parseHex(this.previous), hex.parseHex(this.hash));
	}

	private static @Nullable String hex(byte @Nullable [] bytes) {
		return (bytes != null) ? HexFormat.of().formatHex(bytes) : null;
	}

}

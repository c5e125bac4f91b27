package io.groundwork.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The proofs that grants have ended; each is written once.
 */
@Component
class Receipts {

	private final JdbcClient jdbc;

	Receipts(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void write(long grant, Proof proof, Instant endingAt, Instant now) {
		this.jdbc.sql("""
				insert into access_receipt (grant_number, ending_at, removed_at, taken_at, refused_at, replays, proof,
					still_open, written_at)
				values (:grant, :ending, :removed, :taken, :refused, :replays, :proof, :open, :now)""")
			.param("grant", grant)
			.param("ending", time(endingAt))
			.param("removed", time(proof.removedAt()))
			.param("taken", time(proof.takenAt()))
			.param("refused", time(proof.refusedAt()))
			.param("replays", proof.replays())
			.param("proof", proof.sentence())
			.param("open", proof.stillOpen())
			.param("now", time(now))
			.update();
	}

	Optional<Receipt> of(long grant) {
		return this.jdbc.sql("select * from access_receipt where grant_number = ?")
			.param(grant)
			.query((row, number) -> new Receipt(
					new Proof(instant(row.getObject("removed_at", OffsetDateTime.class)),
							instant(row.getObject("taken_at", OffsetDateTime.class)),
							instant(row.getObject("refused_at", OffsetDateTime.class)), row.getInt("replays"),
							row.getString("proof"), row.getString("still_open")),
					row.getObject("ending_at", OffsetDateTime.class).toInstant(),
					row.getObject("written_at", OffsetDateTime.class).toInstant()))
			.optional();
	}

	private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
		return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * What was seen when a grant was taken away.
	 *
	 * @param removedAt when its objects were gone
	 * @param takenAt when a credential like the one that was handed out was last taken
	 * @param refusedAt when it was first refused
	 * @param replays how often it was shown
	 * @param sentence what that comes to
	 * @param stillOpen what may go on nevertheless
	 */
	record Proof(@Nullable Instant removedAt, @Nullable Instant takenAt, @Nullable Instant refusedAt, int replays,
			String sentence, String stillOpen) {

	}

	/**
	 * The proof, and when it was written.
	 */
	record Receipt(Proof proof, Instant endingAt, Instant writtenAt) {

		/**
		 * Of a grant that is over and never began.
		 */
		static Receipt ofNothing(Grant grant) {
			Instant over = Objects.requireNonNull(grant.endedAt());
			return new Receipt(new Proof(null, null, null, 0, "It never began, so it opened no door.", ""), over, over);
		}

	}

}

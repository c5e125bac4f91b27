package io.groundwork.pages;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Moment;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a timeline ends. What happened at the same time is in the order of
 * where it comes from, and then of its numbers.
 *
 * @param source where it comes from
 */
record TimelinePlace(Source source, Moment moment) implements Comparable<TimelinePlace> {

	/** PostgreSQL knows no later time, by a wide margin. */
	static final TimelinePlace END = new TimelinePlace(Source.REVISION,
			Moment.after(Instant.parse("9999-12-31T23:59:59Z")));

	static TimelinePlace of(@Nullable String cursor) {
		if (cursor == null || cursor.isBlank()) {
			return END;
		}
		try {
			ByteBuffer parts = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
			if (parts.remaining() == 2 * Long.BYTES + Integer.BYTES + 1) {
				long micros = parts.getLong();
				int source = parts.get();
				if (source >= 0 && source < Source.values().length && Math.abs(micros) < 200_000_000_000_000_000L) {
					return new TimelinePlace(Source.values()[source],
							new Moment(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), parts.getLong(), parts.getInt()));
				}
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new InvalidInputException("after", "after must be the next of the page before, unchanged.");
	}

	/**
	 * What of a source comes before this place is what comes before that moment.
	 */
	Moment before(Source other) {
		int order = other.compareTo(this.source);
		return (order == 0) ? this.moment
				: (order < 0) ? Moment.after(this.moment.at()) : Moment.before(this.moment.at());
	}

	@Override
	public int compareTo(TimelinePlace other) {
		int order = this.moment.at().compareTo(other.moment.at());
		order = (order != 0) ? order : this.source.compareTo(other.source);
		order = (order != 0) ? order : Long.compare(this.moment.number(), other.moment.number());
		return (order != 0) ? order : Integer.compare(this.moment.seq(), other.moment.seq());
	}

	@Override
	public String toString() {
		byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + 1)
			.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, this.moment.at()))
			.put((byte) this.source.ordinal())
			.putLong(this.moment.number())
			.putInt(this.moment.seq())
			.array();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Where it comes from: of what happened at the same time, what comes later here is
	 * the newer.
	 */
	enum Source {

		RUN, REQUEST, REVISION

	}

}

package io.groundwork.audit;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The last row that was shown; a page goes on below it.
 */
record Cursor(Instant at, long id) {

	static @Nullable Cursor of(@Nullable String text) {
		if (text == null || text.isBlank()) {
			return null;
		}
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(text);
			if (bytes.length == 2 * Long.BYTES) {
				ByteBuffer parts = ByteBuffer.wrap(bytes);
				long micros = parts.getLong();
				// A time that PostgreSQL knows, some millennia around now.
				if (Math.abs(micros) < 200_000_000_000_000_000L) {
					return new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), parts.getLong());
				}
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new InvalidInputException("after", "after must be the next of the page before, unchanged.");
	}

	@Override
	public String toString() {
		byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
			.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, this.at))
			.putLong(this.id)
			.array();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}

package io.groundwork.notices.delivery;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one target, in somebody's hands.
 *
 * @param key by which the receiver knows it, however often it comes
 * @param way how it goes out
 * @param target where to
 * @param person whom it is for, if it is for one
 * @param webhook by which it goes out, if by one
 * @param body what is sent
 * @param until when it is given up
 * @param tries how often it was tried, this time included; whoever has it knows by that
 * whether it is theirs still
 */
record Delivery(long id, UUID key, Way way, String target, @Nullable Long person, @Nullable UUID webhook,
		String subject, String event, String body, Instant until, int tries) {

	/**
	 * How something goes out.
	 */
	enum Way {

		SLACK, WEBHOOK;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		static Way of(String word) {
			return valueOf(word.toUpperCase(Locale.ROOT));
		}

	}

}

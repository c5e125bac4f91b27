package io.groundwork.approvals;

import java.time.Instant;
import java.util.Set;

/**
 * A freeze that somebody would like, after it was read and found to make sense.
 *
 * @param name what people will call it
 * @param from since when
 * @param until until when
 * @param kinds the kinds of environments that it is about
 * @param environments those that it is about by name
 * @param reason why
 */
record FreezeWish(String name, Instant from, Instant until, Set<String> kinds, Set<String> environments,
		String reason) {

}

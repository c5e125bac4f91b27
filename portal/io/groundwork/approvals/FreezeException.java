package io.groundwork.approvals;

import java.time.Instant;

/**
 * That one request is carried out although a freeze is in force.
 *
 * @param number which one
 * @param freeze the number of the freeze
 * @param name what people call the freeze
 * @param giver the account of whoever gave it
 * @param by their name
 * @param reason why
 * @param at when
 * @param counts whether it counts: not once the request was written anew, nor when
 * whoever gave it is no platform engineer any more, is kept out, or turned out to be
 * whoever asked
 */
public record FreezeException(long number, long freeze, String name, long giver, String by, String reason, Instant at,
		boolean counts) {

}

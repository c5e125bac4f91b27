package io.groundwork.approvals;

import org.jspecify.annotations.Nullable;

/**
 * A round came to its end by votes; published within the transaction of the last one.
 *
 * @param round its number
 * @param subject what was agreed to or not
 * @param agreed whether enough agreed
 * @param by who cast the last vote; null if nobody had to agree
 * @param reason what they said
 */
public record Decided(long round, Subject subject, boolean agreed, @Nullable String by, String reason) {

}

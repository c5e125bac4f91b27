package io.groundwork.approvals;

import java.time.Instant;

/**
 * What somebody said.
 *
 * @param voter the number of the account
 * @param name its name
 * @param choice yes or no
 * @param reason why
 * @param at when
 * @param counts whether it still counts: whoever lost the role or was locked since does
 * not, nor does whoever turned out to be somebody else who had voted
 */
public record Vote(long voter, String name, Ballot.Choice choice, String reason, Instant at, boolean counts) {

}

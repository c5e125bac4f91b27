package io.groundwork.state;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A state that somebody wrote and that did not become the current one.
 *
 * @param id its number
 * @param environment the number of its environment
 * @param run the run that wrote it
 * @param fence the claim that wrote it
 * @param reason why it did not become the current one
 * @param lineage its lineage, none if it cannot be read as a state
 * @param serial its serial, none if it cannot be read as a state
 * @param size in bytes
 * @param digest SHA-256 of its bytes
 * @param depositedBy who brought it
 * @param depositedAt when it was brought
 * @param settledAt when somebody had dealt with it
 * @param settledBy who that was
 * @param settleReason what they did about it
 */
public record DivergedState(long id, long environment, long run, long fence, String reason, @Nullable String lineage,
		@Nullable Long serial, long size, String digest, String depositedBy, Instant depositedAt,
		@Nullable Instant settledAt, @Nullable String settledBy, @Nullable String settleReason) {

	public boolean settled() {
		return this.settledAt != null;
	}

}

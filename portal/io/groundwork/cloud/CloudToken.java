package io.groundwork.cloud;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A token that the portal asks Linode with, once did, or soon will; without the secret.
 *
 * @param id what its secret is sealed for
 * @param status how far it is
 * @param label what Linode calls it, empty if that is not known
 * @param linodeId its number there, if that is known
 * @param scopes what it may do
 * @param source where it comes from: setting, person or rotation
 * @param addedAt since when the portal has it
 * @param addedBy who brought it
 * @param expiresAt when it ends by itself, if it does
 * @param remark what is left to do about it, empty for nothing
 */
record CloudToken(UUID id, Status status, String label, @Nullable Long linodeId, Scopes scopes, String source,
		Instant addedAt, String addedBy, @Nullable Instant expiresAt, String remark) {

	/**
	 * How far a token is. A rotation takes one from the first to the third, and the one
	 * before it from there to the last.
	 */
	enum Status {

		/** It is to be made, and may have been. */
		PLANNED,

		/** Linode has made it, and its secret is kept. */
		MADE,

		/** It is used. */
		CURRENT,

		/** Another is used, and this one is to be revoked. */
		REPLACED,

		/** It is worth nothing, or was never made. */
		ENDED

	}

}

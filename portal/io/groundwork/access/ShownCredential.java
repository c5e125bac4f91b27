package io.groundwork.access;

import java.time.Instant;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What opens a cluster's door, for a program that keeps it in its memory.
 *
 * @param cluster where the door is
 * @param environment which environment it leads to
 * @param namespace the environment's namespace
 * @param token what opens it
 * @param expiresAt until when
 */
@Schema(name = "GrantCredential")
record ShownCredential(Place cluster, String environment, String namespace, String token, Instant expiresAt) {

	@Override
	public String toString() {
		return this.environment;
	}

	/**
	 * A cluster, as whoever comes to it needs to know it.
	 *
	 * @param server the address of its API
	 * @param certificateAuthority who vouches for it: a certificate as PEM, in base64
	 */
	@Schema(name = "GrantCluster")
	record Place(String server, String certificateAuthority) {

	}

}

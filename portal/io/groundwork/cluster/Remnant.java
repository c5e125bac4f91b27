package io.groundwork.cluster;

import java.time.Instant;

/**
 * Something in a cluster that may outlive a grant.
 *
 * @param kind what it is
 * @param resource how kubectl calls it
 * @param namespace where it is; empty for what belongs to the whole cluster
 * @param name its name
 * @param since when it came to be, or was changed
 * @param said whose it says that it is; empty if it does not say, and nothing proves it
 */
public record Remnant(Kind kind, String resource, String namespace, String name, Instant since, String said) {

	/**
	 * The same whatever it says of itself.
	 */
	Remnant unclaimed() {
		return new Remnant(this.kind, this.resource, this.namespace, this.name, this.since, "");
	}

	/**
	 * What there may be.
	 */
	public enum Kind {

		/** An account of its own. */
		ACCOUNT,

		/** What somebody may do. */
		ROLE,

		/** Who may do it. */
		BINDING,

		/** Who may do it everywhere. */
		CLUSTER_BINDING,

		/** A pod that nothing looks after. */
		POD,

		/** A container that was put beside those of a pod. */
		EPHEMERAL_CONTAINER,

		/** A certificate that was asked for. */
		CERTIFICATE,

		/** Somebody who is asked about every change. */
		WEBHOOK

	}

}

package io.groundwork.plans;

import java.util.List;

/**
 * What is at stake.
 *
 * @param sentence all of it in one sentence
 * @param severity that of the worst finding
 * @param findings each thing that somebody should think about
 */
public record BlastRadius(String sentence, Severity severity, List<Finding> findings) {

	/**
	 * Something that somebody should think about.
	 *
	 * @param severity how bad it is
	 * @param kind what is at stake
	 * @param address the resource
	 * @param text what happens to it, in a sentence
	 */
	public record Finding(Severity severity, Kind kind, String address, String text) {

	}

	/**
	 * How bad it is.
	 */
	public enum Severity {

		/**
		 * Nothing that anybody would notice.
		 */
		NONE,

		/**
		 * Somebody may notice.
		 */
		NOTICE,

		/**
		 * Something stands still for a while.
		 */
		DOWNTIME,

		/**
		 * Something is gone afterwards.
		 */
		LOSS

	}

	/**
	 * What is at stake.
	 */
	public enum Kind {

		DATABASE, BUCKET, CLUSTER, NODES

	}

}

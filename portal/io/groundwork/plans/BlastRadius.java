package io.groundwork.plans;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

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
		LOSS;

		/**
		 * As it is written for people and in JSON.
		 */
		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * What is at stake.
	 */
	public enum Kind {

		DATABASE, BUCKET, VOLUME, CLUSTER, NODES;

		/**
		 * As it is written for people and in JSON.
		 */
		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}

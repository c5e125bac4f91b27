package io.groundwork.cluster;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What happens to one object; no secret is in it.
 *
 * @param object which
 * @param action what happens to it
 * @param fields what it gets differently
 * @param conflicts fields that others have set and that are declared otherwise
 * @param refusal why it would be refused, or why it stays
 */
@Schema(name = "ClusterChange")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Change(Ref object, Action action, List<Field> fields, List<Conflict> conflicts,
		Optional<Refusal> refusal) {

	/** Instead of a value that nobody is to see. */
	public static final String HIDDEN = "hidden";

	public Change {
		fields = List.copyOf(fields);
		conflicts = List.copyOf(conflicts);
	}

	static Change of(Ref object, Action action) {
		return new Change(object, action, List.of(), List.of(), Optional.empty());
	}

	static Change of(Ref object, Action action, Refusal refusal) {
		return new Change(object, action, List.of(), List.of(), Optional.of(refusal));
	}

	/**
	 * A value that differs.
	 *
	 * @param path where it is
	 * @param before what it is, for people; missing if there is none
	 * @param after what it becomes, for people; missing if there is none any more
	 */
	@Schema(name = "ClusterField")
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Field(String path, Optional<String> before, Optional<String> after) {

		static Field of(Ref object, Difference difference) {
			boolean hidden = difference.isSecret(object);
			return new Field(difference.path(), text(difference.before(), hidden), text(difference.after(), hidden));
		}

		private static Optional<String> text(tools.jackson.databind.JsonNode value, boolean hidden) {
			return value.isMissingNode() ? Optional.empty() : Optional.of(hidden ? HIDDEN : Difference.text(value));
		}

	}

	/**
	 * A field that somebody else has set.
	 *
	 * @param manager who, by the name it gives itself
	 * @param path the field
	 */
	@Schema(name = "ClusterConflict")
	public record Conflict(String manager, String path) {

	}

	/**
	 * What happens to an object.
	 */
	public enum Action {

		/** It is made. */
		ADDED,

		/** It is made different. */
		CHANGED,

		/** It is what it is to be. */
		UNCHANGED,

		/** It is ours, no longer declared, and goes. */
		REMOVED,

		/** It was ours and is no longer declared, but stays; the refusal says why. */
		KEPT,

		/** Others have set fields of it to something else. */
		CONFLICTED,

		/** The cluster would not take it. */
		REFUSED;

		@JsonValue
		public String word() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

}

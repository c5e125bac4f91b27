package io.groundwork.plans;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What Terraform would change; no secret is in it, so that it can be stored and shown.
 *
 * @param add how many resources are made, replacements among them
 * @param change how many are changed where they are
 * @param destroy how many are taken down, replacements among them
 * @param replace how many are taken down and made again
 * @param move how many get another address
 * @param imported how many that exist already are taken over
 * @param forget how many are let go of and stay
 * @param changes each of these
 * @param drift what is not as it was left
 * @param outputs what people and other parts get told differently
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Changes(int add, int change, int destroy, int replace, int move, int imported, int forget,
		List<Change> changes, List<Change> drift, List<OutputChange> outputs) {

	/** Nothing changes. */
	public static final Changes NONE = new Changes(0, 0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of());

	/**
	 * Whether there is nothing to do.
	 */
	public boolean nothing() {
		return this.changes.isEmpty() && this.outputs.isEmpty();
	}

	/**
	 * A resource that changes.
	 *
	 * @param address its address
	 * @param type its type
	 * @param name its name
	 * @param module the module's address; empty at the top
	 * @param group what kind of thing it is, for people
	 * @param action what happens to it
	 * @param actions the same in Terraform's words
	 * @param reason why, in words; missing if it goes without saying
	 * @param movedFrom its address before
	 * @param importedBy the ID of what exists
	 * @param attributes each value that changes
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Change(String address, String type, String name, String module, Group group, Action action,
			List<String> actions, Optional<String> reason, Optional<String> movedFrom, Optional<String> importedBy,
			List<Attribute> attributes) {

	}

	/**
	 * A value that changes.
	 *
	 * @param path where it is, such as autoscaler.max
	 * @param before what it was, for people; missing if there was none
	 * @param after what it becomes, for people; missing if there is none any more
	 * @param forces whether this is why the resource is replaced
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Attribute(String path, Optional<String> before, Optional<String> after, boolean forces) {

	}

	/**
	 * An output that changes.
	 *
	 * @param name its name
	 * @param action what happens to it
	 * @param before what it was, for people
	 * @param after what it becomes, for people
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record OutputChange(String name, Action action, Optional<String> before, Optional<String> after) {

	}

	/**
	 * What happens to a resource.
	 */
	public enum Action {

		CREATE, UPDATE, REPLACE, DESTROY, MOVE, IMPORT, FORGET;

		/**
		 * As it is written for people and in JSON.
		 */
		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * What kind of thing it is that changes, by what a person cares about.
	 */
	public enum Group {

		CLUSTER("Cluster"), NODES("Nodes"), NETWORK("Network"), DATA("Data"), SECRETS("Secrets"),
		OBSERVABILITY("Observability"), NAMESPACE("Namespace and rights"), OTHER("Everything else");

		private final String title;

		Group(String title) {
			this.title = title;
		}

		public String title() {
			return this.title;
		}

		/**
		 * That with this word, if there is one.
		 */
		public static Optional<Group> of(String word) {
			return Arrays.stream(values()).filter((group) -> group.word().equals(word)).findFirst();
		}

		/**
		 * As it is written for people and in JSON.
		 */
		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}

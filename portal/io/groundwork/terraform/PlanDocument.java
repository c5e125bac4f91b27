package io.groundwork.terraform;

import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * What {@code show -json} says about a saved plan as a whole; the changes themselves are
 * handed on one by one, since there may be more than memory holds.
 *
 * @param formatVersion the version of the document's form
 * @param terraformVersion the program's version
 * @param applyable whether applying would do anything; documents that do not say so count
 * as applyable
 * @param complete whether it is all that there is to do
 * @param errored whether planning went wrong halfway
 * @param checks what was checked, in the form that Terraform uses
 */
public record PlanDocument(String formatVersion, String terraformVersion, boolean applyable, boolean complete,
		boolean errored, List<Check> checks) {

	/**
	 * A resource that would change, or has changed.
	 *
	 * @param address its address
	 * @param previousAddress the address that it is moved from
	 * @param module the module's address; empty at the top
	 * @param mode managed or data
	 * @param type its type
	 * @param name its name
	 * @param deposed the key of a replaced object that still waits to be taken down
	 * @param actionReason why, as Terraform calls it
	 * @param change what would change
	 */
	public record ResourceChange(String address, Optional<String> previousAddress, String module, String mode,
			String type, String name, Optional<String> deposed, Optional<String> actionReason, Change change) {

	}

	/**
	 * Values before and after. They may be secret.
	 *
	 * @param actions no-op, create, read, update, delete, forget; two for a replacement
	 * @param before the value before, or JSON's null
	 * @param after the value after, as far as it is known
	 * @param unknown true where a value after is not known yet
	 * @param sensitiveBefore true where a value before is sensitive
	 * @param sensitiveAfter true where a value after is sensitive
	 * @param replacePaths the paths that make it a replacement
	 * @param importing the ID that it is imported by
	 */
	public record Change(List<String> actions, JsonNode before, JsonNode after, JsonNode unknown,
			JsonNode sensitiveBefore, JsonNode sensitiveAfter, List<List<String>> replacePaths,
			Optional<String> importing) {

		/**
		 * Without the values: this may end up in a log.
		 */
		@Override
		public String toString() {
			return "Change" + this.actions;
		}

	}

	/**
	 * Something that was checked.
	 *
	 * @param address what it is about
	 * @param status pass, fail, error or unknown
	 * @param problems what people are told
	 */
	public record Check(String address, String status, List<String> problems) {

	}

	/**
	 * Takes the changes one by one, in the order of the document.
	 */
	public interface Visitor {

		/**
		 * A resource in the plan, also one that stays as it is.
		 */
		void resource(ResourceChange change);

		/**
		 * A resource that is not as the state says.
		 */
		void drift(ResourceChange change);

		/**
		 * An output.
		 */
		void output(String name, Change change);

	}

}

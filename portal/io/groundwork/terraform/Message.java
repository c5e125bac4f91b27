package io.groundwork.terraform;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A line that Terraform says with {@code -json}.
 */
public sealed interface Message {

	/**
	 * Reads a line; one that is not what we know is kept as it is.
	 */
	static Message of(String line) {
		return MessageReader.read(line);
	}

	Head head();

	default Level level() {
		return head().level();
	}

	/**
	 * When it was said; a plain line does not tell.
	 */
	default Optional<Instant> at() {
		return head().at();
	}

	/**
	 * What to show to people, perhaps in several lines.
	 */
	default String text() {
		return head().text();
	}

	/**
	 * The address of the resource that it is about.
	 */
	default Optional<String> address() {
		return Optional.empty();
	}

	/**
	 * How much it matters.
	 */
	enum Level {

		TRACE, DEBUG, INFO, WARN, ERROR

	}

	/**
	 * What every message has.
	 *
	 * @param level how much it matters
	 * @param at when it was said
	 * @param text what to show to people
	 */
	record Head(Level level, Optional<Instant> at, String text) {

	}

	/**
	 * Which program speaks.
	 *
	 * @param head what every message has
	 * @param version its version
	 */
	record Version(Head head, String version) implements Message {

	}

	/**
	 * Something said in passing, also by init.
	 *
	 * @param head what every message has
	 */
	record Log(Head head) implements Message {

	}

	/**
	 * A line that is no JSON message.
	 *
	 * @param head what every message has
	 */
	record Plain(Head head) implements Message {

	}

	/**
	 * A message of a type that we do not know.
	 *
	 * @param head what every message has
	 * @param type its type
	 */
	record Unknown(Head head, String type) implements Message {

	}

	/**
	 * Something is wrong, or may be.
	 *
	 * @param head what every message has; the text has all of the following in it
	 * @param summary what is wrong
	 * @param detail more about it; may be empty
	 * @param address the resource; may be missing
	 * @param range where in the configuration; may be missing
	 */
	record Diagnostic(Head head, String summary, String detail, Optional<String> address,
			Optional<Range> range) implements Message {

	}

	/**
	 * A place in the configuration.
	 *
	 * @param file the file
	 * @param line the line, from 1
	 * @param column the column, from 1
	 */
	record Range(String file, int line, int column) {

		@Override
		public String toString() {
			return this.file + ":" + this.line;
		}

	}

	/**
	 * A resource would be changed.
	 *
	 * @param head what every message has
	 * @param address the resource
	 * @param action create, update, replace, delete, read, move, import, forget
	 * @param reason why, as Terraform calls it; may be missing
	 */
	record PlannedChange(Head head, Optional<String> address, String action,
			Optional<String> reason) implements Message {

	}

	/**
	 * A resource is not as the state says.
	 *
	 * @param head what every message has
	 * @param address the resource
	 * @param action update or delete
	 */
	record ResourceDrift(Head head, Optional<String> address, String action) implements Message {

	}

	/**
	 * What there is to do, or was done, in numbers.
	 *
	 * @param head what every message has
	 * @param operation plan, apply or destroy
	 * @param add how many are made
	 * @param change how many are changed
	 * @param destroy how many are taken down
	 * @param imported how many are taken into the state
	 */
	record ChangeSummary(Head head, String operation, int add, int change, int destroy,
			int imported) implements Message {

	}

	/**
	 * The outputs; never what is in them.
	 *
	 * @param head what every message has
	 * @param sensitive each output's name, and whether it is sensitive
	 */
	record Outputs(Head head, Map<String, Boolean> sensitive) implements Message {

	}

	/**
	 * Work at one resource.
	 *
	 * @param head what every message has
	 * @param work what is done
	 * @param phase how far it is
	 * @param address the resource
	 * @param action such as create; may be empty
	 * @param elapsed how long it has taken; nothing at the start
	 */
	record ResourceWork(Head head, Work work, Phase phase, Optional<String> address, String action,
			Duration elapsed) implements Message {

	}

	/**
	 * What is done at a resource.
	 */
	enum Work {

		APPLY, REFRESH, PROVISION, EPHEMERAL

	}

	/**
	 * How far work is.
	 */
	enum Phase {

		START, PROGRESS, COMPLETE, ERRORED

	}

}

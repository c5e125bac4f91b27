package io.groundwork.runs.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of a log, as it is stored, sent and downloaded.
 *
 * @param seq its number, from 1 without gaps
 * @param at when it was taken
 * @param step the step of the run that it belongs to
 * @param level how much it matters
 * @param text what it says
 * @param resource the address of the resource that it is about, if it is about one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LogLine(long seq, String at, String step, String level, String text, @Nullable String resource) {

	/**
	 * The word that a warning or an error is shown with, unless it begins with it.
	 */
	@JsonIgnore
	public @Nullable String alarm() {
		@Nullable String word = switch (this.level) {
			case "error" -> "Error";
			case "warn" -> "Warning";
			default -> null;
		};
		return (word != null && !this.text.startsWith(word)) ? word : null;
	}

}

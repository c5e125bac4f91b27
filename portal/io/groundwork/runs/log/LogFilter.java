package io.groundwork.runs.log;

import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Which lines somebody wants to see.
 *
 * @param step those of one step, or empty for all
 * @param resource those about resources whose address begins so, or empty for all
 * @param level those that matter at least so much
 */
record LogFilter(String step, String resource, LogLevel level) {

	private static final int LONGEST = 500;

	static LogFilter of(@Nullable String step, @Nullable String resource, @Nullable String level) {
		return new LogFilter(text("step", step), text("resource", resource), level(level));
	}

	boolean isEmpty() {
		return this.step.isEmpty() && this.resource.isEmpty() && this.level == LogLevel.DEBUG;
	}

	boolean admits(LogLine line) {
		return (this.step.isEmpty() || this.step.equals(line.step()))
				&& (this.resource.isEmpty() || (line.resource() != null && line.resource().startsWith(this.resource)))
				&& LogLevel.of(line.level()).compareTo(this.level) >= 0;
	}

	/**
	 * What of it is set, by the names of the parameters.
	 */
	Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		if (!this.step.isEmpty()) {
			parameters.put("step", this.step);
		}
		if (!this.resource.isEmpty()) {
			parameters.put("resource", this.resource);
		}
		if (this.level != LogLevel.DEBUG) {
			parameters.put("level", this.level.word());
		}
		return parameters;
	}

	private static String text(String field, @Nullable String value) {
		String text = (value != null) ? value.strip() : "";
		if (text.length() > LONGEST) {
			throw new InvalidInputException(field, "%s must have at most %d characters.".formatted(field, LONGEST));
		}
		return text;
	}

	private static LogLevel level(@Nullable String value) {
		return switch ((value != null) ? value : "") {
			case "", "debug" -> LogLevel.DEBUG;
			case "info" -> LogLevel.INFO;
			case "warn" -> LogLevel.WARN;
			case "error" -> LogLevel.ERROR;
			default -> throw new InvalidInputException("level", "level must be debug, info, warn or error.");
		};
	}

}

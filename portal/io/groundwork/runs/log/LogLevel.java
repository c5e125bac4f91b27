package io.groundwork.runs.log;

import java.util.Locale;

/**
 * How much a line matters.
 */
public enum LogLevel {

	DEBUG, INFO, WARN, ERROR;

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * What a program calls it; what we have no name for is said for information.
	 */
	public static LogLevel of(String word) {
		return switch (word.toLowerCase(Locale.ROOT)) {
			case "trace", "debug" -> DEBUG;
			case "warn", "warning" -> WARN;
			case "error", "fatal" -> ERROR;
			default -> INFO;
		};
	}

}

package io.groundwork.state;

import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * What people must say when they step in.
 */
final class Reasons {

	private Reasons() {
	}

	static String checked(@Nullable String reason) {
		String why = (reason != null) ? reason.strip() : "";
		if (why.isEmpty() || why.length() > 500) {
			throw new InvalidInputException("reason", "Say in 1 to 500 characters why; the audit record keeps it.");
		}
		return why;
	}

}

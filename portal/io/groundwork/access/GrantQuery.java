package io.groundwork.access;

import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Which grants somebody looks for.
 *
 * @param environment where
 * @param status how they stand: a status, or open for all that are not over
 * @param by whose: mine for one's own
 */
record GrantQuery(@Nullable @Parameter(description = "The environment's name") String environment,
		@Nullable @Parameter(description = "A status, or open") String status,
		@Nullable @Parameter(description = "mine for your own") String by) {

	static final String OPEN = "open";

	GrantQuery checked() {
		if (given(this.environment) && !word(this.environment).matches("[a-z0-9-]{1,40}")) {
			throw new InvalidInputException("environment",
					"environment must be a name: small letters, digits and dashes.");
		}
		if (given(this.status) && !OPEN.equals(this.status)) {
			GrantStatus.asked(word(this.status));
		}
		if (given(this.by) && !"mine".equals(this.by)) {
			throw new InvalidInputException("by", "by must be mine, or left out.");
		}
		return this;
	}

	boolean mine() {
		return "mine".equals(this.by);
	}

	static boolean given(@Nullable String word) {
		return word != null && !word.isEmpty();
	}

	static String word(@Nullable String word) {
		return (word != null) ? word : "";
	}

}

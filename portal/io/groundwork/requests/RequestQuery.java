package io.groundwork.requests;

import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Which requests somebody looks for.
 *
 * @param environment where
 * @param kind what
 * @param status how they stand: a status, or open for all that have not ended
 * @param by whose: mine for one's own
 */
record RequestQuery(@Nullable @Parameter(description = "The environment's name") String environment,
		@Nullable @Parameter(description = "A kind") String kind,
		@Nullable @Parameter(description = "A status, or open") String status,
		@Nullable @Parameter(description = "mine for your own") String by) {

	static final String OPEN = "open";

	RequestQuery checked() {
		if (given(this.environment) && !WishReader.named(word(this.environment))) {
			throw new InvalidInputException("environment",
					"environment must be a name: small letters, digits and dashes.");
		}
		if (given(this.kind)) {
			RequestKind.asked(word(this.kind));
		}
		if (given(this.status) && !OPEN.equals(this.status)) {
			RequestStatus.asked(word(this.status));
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

package io.groundwork.runs;

import java.util.Optional;

/**
 * Why there is a run; the module above knows.
 */
@FunctionalInterface
public interface Origins {

	/**
	 * The request that a run plans or carries out, or once did.
	 */
	Optional<Origin> of(long run);

	/**
	 * A request in a few words.
	 */
	record Origin(long request, String title) {

	}

}

package io.groundwork.bundles;

/**
 * A bundle must not be promoted, or the GitOps repository does not take it; trying again
 * changes nothing. The message says what would.
 */
public class PromotionRefusedException extends RuntimeException {

	PromotionRefusedException(String message) {
		super(message);
	}

}

package io.groundwork.bundles;

/**
 * What came of a promotion.
 */
public sealed interface PromotionResult {

	/**
	 * The commit that has the bundle.
	 */
	String commit();

	/**
	 * It is there now.
	 *
	 * @param commit the commit that brought it
	 */
	record Promoted(String commit) implements PromotionResult {

	}

	/**
	 * It was there already, and nothing was written.
	 *
	 * @param commit the commit that the branch is at
	 */
	record Unchanged(String commit) implements PromotionResult {

	}

}

package io.groundwork.bundles;

import java.util.SortedMap;

/**
 * One folder of a bundle.
 */
interface Part {

	/**
	 * Its files by their paths in the bundle.
	 */
	SortedMap<String, String> files(BundleOrder order, Templates templates);

}

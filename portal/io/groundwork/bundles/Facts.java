package io.groundwork.bundles;

import java.util.List;

import io.groundwork.bundles.BundleOrder.Reach;
import io.groundwork.bundles.values.Cluster;
import io.groundwork.bundles.values.Names;
import org.jspecify.annotations.Nullable;

/**
 * What the world is like at the moment when an environment is rendered, and no spec can
 * say.
 *
 * @param cluster the cluster that it is on
 * @param names its names in the world, null for none
 * @param dataStore where its pods reach its data store, as far as that is known by now
 */
public record Facts(Cluster cluster, @Nullable Names names, List<Reach> dataStore) {

	public Facts {
		dataStore = List.copyOf(dataStore);
	}

}

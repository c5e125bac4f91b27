package io.groundwork.bundles;

import java.util.List;

import io.groundwork.bundles.BundleOrder.Reach;
import io.groundwork.environments.Environment;

/**
 * Where environments' pods reach their data stores, as far as anybody knows by now.
 */
public interface KnownReach {

	List<Reach> dataStore(Environment environment);

}

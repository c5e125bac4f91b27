package io.groundwork.environments;

import java.util.Map;

/**
 * What requests take beside a spec; the module above knows.
 */
@FunctionalInterface
public interface RequestShapes {

	/**
	 * A JSON schema of the parameters of each kind of request that can be asked for.
	 */
	Map<String, Object> parameters();

}

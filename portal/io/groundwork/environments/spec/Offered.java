package io.groundwork.environments.spec;

import java.util.Optional;

/**
 * What only the cloud knows of what a spec may leave out. Whoever asks the cloud
 * implements it.
 */
@FunctionalInterface
public interface Offered {

	/** As long as nobody has asked. */
	Offered UNKNOWN = (tier) -> Optional.empty();

	/**
	 * The version of Kubernetes that a cluster of that tier gets if nobody chooses one.
	 */
	Optional<String> kubernetes(Tier tier);

}

package io.groundwork.runs;

import io.groundwork.environments.Environment;

/**
 * What a run keeps to itself while it is active, as a range of numbers: runs whose ranges
 * overlap never run at once, which the database itself sees to. A cluster has a range;
 * who owns it takes all of it, who lives on it a single number.
 */
final class Share {

	private Share() {
	}

	static String of(Environment environment) {
		long cluster = environment.cluster() << 32;
		if (environment.host() == null) {
			return "[%d,%d)".formatted(cluster, cluster + (1L << 32));
		}
		long place = cluster + environment.id();
		return "[%d,%d]".formatted(place, place);
	}

}

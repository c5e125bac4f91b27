package io.groundwork.sandbox.linode;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clusters that are only written about: ready at once, and nobody answers there.
 */
final class PaperClusters implements Clusters {

	static final String CA = """
			-----BEGIN CERTIFICATE-----
			cGFwZXI=
			-----END CERTIFICATE-----
			""";

	private final Map<Long, Wanted> clusters = new ConcurrentHashMap<>();

	private final Set<Long> down = ConcurrentHashMap.newKeySet();

	@Override
	public void want(Wanted cluster) {
		this.clusters.put(cluster.id(), cluster);
	}

	@Override
	public Optional<Access> access(long cluster) {
		return Optional.ofNullable(this.clusters.get(cluster))
			.map((wanted) -> new Access(URI.create("https://127.0.0.1:1"), CA));
	}

	@Override
	public boolean isReady(long cluster, String node) {
		return !this.down.contains(cluster);
	}

	@Override
	public void delete(long cluster) {
		this.clusters.remove(cluster);
	}

	@Override
	public void down(long cluster, boolean isDown) {
		if (isDown) {
			this.down.add(cluster);
		}
		else {
			this.down.remove(cluster);
		}
	}

	Optional<Wanted> wanted(long cluster) {
		return Optional.ofNullable(this.clusters.get(cluster));
	}

}

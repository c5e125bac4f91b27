package io.groundwork.sandbox.linode;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Databases that are only written about.
 */
final class PaperDatabases implements Databases {

	private final Map<Long, Wanted> databases = new ConcurrentHashMap<>();

	@Override
	public void want(Wanted database) {
		this.databases.put(database.id(), database);
	}

	@Override
	public Optional<Access> access(long database) {
		return Optional.ofNullable(this.databases.get(database))
			.map((wanted) -> new Access("127.0.0.1", 1, PaperClusters.CA));
	}

	@Override
	public void delete(long database) {
		this.databases.remove(database);
	}

	Optional<Wanted> wanted(long database) {
		return Optional.ofNullable(this.databases.get(database));
	}

}

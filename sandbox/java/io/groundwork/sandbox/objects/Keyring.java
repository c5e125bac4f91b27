package io.groundwork.sandbox.objects;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import io.groundwork.sandbox.linode.Buckets;

/**
 * The keys there are.
 */
final class Keyring {

	private final Map<String, Buckets.Key> keys = new ConcurrentSkipListMap<>();

	void add(Buckets.Key key) {
		this.keys.put(key.accessKey(), key);
	}

	Optional<Buckets.Key> remove(String accessKey) {
		return Optional.ofNullable(this.keys.remove(accessKey));
	}

	Optional<Buckets.Key> find(String accessKey) {
		return Optional.ofNullable(this.keys.get(accessKey));
	}

	/**
	 * Those that are good in a region.
	 */
	List<Buckets.Key> in(String region) {
		return this.keys.values().stream().filter((key) -> key.isFor(region)).toList();
	}

	/**
	 * Whether a key may look at how a bucket is set up, or change it.
	 */
	boolean allows(String accessKey, Buckets.Place bucket, boolean writing) {
		return find(accessKey).filter((key) -> key.isFor(bucket.region()))
			.filter((key) -> !key.limited()
					|| key.grants().stream().anyMatch((grant) -> grant.isFor(bucket) && (grant.mayWrite() || !writing)))
			.isPresent();
	}

}

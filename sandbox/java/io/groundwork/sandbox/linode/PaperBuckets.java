package io.groundwork.sandbox.linode;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Buckets that are only written about; a test can fill one.
 */
final class PaperBuckets implements Buckets {

	private final Set<String> filled = ConcurrentHashMap.newKeySet();

	private final Map<String, Key> keys = new ConcurrentHashMap<>();

	@Override
	public void create(String region, String bucket) {
		this.filled.remove(region + "/" + bucket);
	}

	@Override
	public boolean delete(String region, String bucket) {
		return !this.filled.contains(region + "/" + bucket);
	}

	@Override
	public void allow(Key key) {
		this.keys.put(key.accessKey(), key);
	}

	@Override
	public void forget(String accessKey) {
		this.keys.remove(accessKey);
	}

	void fill(String region, String bucket) {
		this.filled.add(region + "/" + bucket);
	}

	Map<String, Key> keys() {
		return this.keys;
	}

}

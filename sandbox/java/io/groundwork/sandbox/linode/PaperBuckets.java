package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Buckets that are only written about; a test can fill one, or have everything fail.
 */
final class PaperBuckets implements Buckets {

	private final Set<Place> filled = ConcurrentHashMap.newKeySet();

	private final Map<String, Key> keys = new ConcurrentHashMap<>();

	private final List<Parcel> parcels = new CopyOnWriteArrayList<>();

	private volatile boolean broken;

	@Override
	public void create(Place bucket) throws IOException {
		check();
		this.filled.remove(bucket);
	}

	@Override
	public void open(Place bucket, String acl, boolean cors) throws IOException {
		check();
	}

	@Override
	public boolean delete(Place bucket) throws IOException {
		check();
		return !this.filled.contains(bucket);
	}

	@Override
	public void destroy(Place bucket) throws IOException {
		check();
		this.filled.remove(bucket);
	}

	@Override
	public void allow(Key key) throws IOException {
		check();
		this.keys.put(key.accessKey(), key);
	}

	@Override
	public void forget(String accessKey) throws IOException {
		check();
		this.keys.remove(accessKey);
	}

	@Override
	public Contents contents(Place bucket) {
		return this.filled.contains(bucket) ? new Contents(1, 1) : new Contents(0, 0);
	}

	@Override
	public void put(Parcel parcel) throws IOException {
		check();
		this.parcels.add(parcel);
	}

	private void check() throws IOException {
		if (this.broken) {
			throw new IOException("the paper is wet");
		}
	}

	void fill(String region, String bucket) {
		this.filled.add(new Place(region, bucket));
	}

	void broken(boolean broken) {
		this.broken = broken;
	}

	Map<String, Key> keys() {
		return this.keys;
	}

	List<Parcel> parcels() {
		return this.parcels;
	}

}

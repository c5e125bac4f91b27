package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Keeps buckets and the keys to them. These calls answer when it is done, and throw an
 * {@link IOException} if it could not be: then it is as before.
 */
public interface Buckets extends AutoCloseable {

	/**
	 * Told once at the start what there is to be: other keys go away, buckets that are
	 * missing are made, and of buckets that nobody knows the watcher is told.
	 */
	default void begin(Collection<Key> keys, Collection<Place> buckets, Watcher watcher) throws IOException {
		for (Place bucket : buckets) {
			create(bucket);
		}
		for (Key key : keys) {
			allow(key);
		}
	}

	void create(Place bucket) throws IOException;

	/**
	 * Opens a bucket as far as that canned ACL says, and to pages of other origins or
	 * not.
	 */
	void open(Place bucket, String acl, boolean cors) throws IOException;

	/**
	 * Deletes a bucket if it is empty, old versions included, and says whether it was.
	 */
	boolean delete(Place bucket) throws IOException;

	/**
	 * Whether there is a bucket; only asked of backends that tell a watcher.
	 */
	default boolean has(Place bucket) throws IOException {
		return false;
	}

	/**
	 * Deletes a bucket and what is in it.
	 */
	void destroy(Place bucket) throws IOException;

	/**
	 * Lets a key do what it may, whatever it could before.
	 */
	void allow(Key key) throws IOException;

	/**
	 * Ends a key, known or not.
	 */
	void forget(String accessKey) throws IOException;

	/**
	 * How much is in a bucket.
	 */
	Contents contents(Place bucket);

	/**
	 * Where a region's objects are reached, without a scheme unless it is not HTTPS;
	 * empty for what the catalogue says.
	 */
	default String endpoint(String region) {
		return "";
	}

	/**
	 * Puts an object into a bucket as somebody with that key does, from outside.
	 */
	void put(Parcel parcel) throws IOException;

	@Override
	default void close() {
	}

	/**
	 * A bucket: a name may be there once in each region.
	 *
	 * @param region where it is
	 * @param name its name
	 */
	record Place(String region, String name) {

	}

	/**
	 * A key.
	 *
	 * @param accessKey its name
	 * @param secretKey its secret
	 * @param limited whether it is for some buckets only
	 * @param grants which, if so
	 * @param regions where it is good, empty for everywhere
	 */
	record Key(String accessKey, String secretKey, boolean limited, List<Grant> grants, Set<String> regions) {

		public boolean isFor(String region) {
			return this.regions.isEmpty() || this.regions.contains(region);
		}

		@Override
		public String toString() {
			return this.accessKey;
		}

	}

	/**
	 * What a limited key may do.
	 *
	 * @param region where the bucket is
	 * @param bucket its name
	 * @param permissions read_only or read_write
	 */
	record Grant(String region, String bucket, String permissions) {

		public boolean isFor(Place place) {
			return this.region.equals(place.region()) && this.bucket.equals(place.name());
		}

		public boolean mayWrite() {
			return "read_write".equals(this.permissions);
		}

	}

	/**
	 * What is in a bucket, old versions included.
	 *
	 * @param objects how many
	 * @param size how many bytes
	 */
	record Contents(long objects, long size) {

	}

	/**
	 * Something to put into a bucket.
	 *
	 * @param host where the bucket is, its name in front or not
	 * @param bucket its name
	 * @param accessKey the key to use
	 * @param secretKey its secret
	 * @param name the object's name
	 * @param content what is in it
	 */
	record Parcel(String host, String bucket, String accessKey, String secretKey, String name, byte[] content) {

		@Override
		public String toString() {
			return this.bucket + "/" + this.name;
		}

	}

	/**
	 * Is told of buckets that come and go without the API.
	 */
	interface Watcher {

		/**
		 * There is a bucket, made with that key, empty if nobody knows.
		 */
		void made(Place bucket, String accessKey);

		void gone(Place bucket);

	}

}

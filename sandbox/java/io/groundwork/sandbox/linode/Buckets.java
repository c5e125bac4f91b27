package io.groundwork.sandbox.linode;

import java.util.List;

/**
 * Keeps buckets and the keys to them. These calls answer when it is done.
 */
public interface Buckets extends AutoCloseable {

	void create(String region, String bucket);

	/**
	 * Deletes a bucket if it is empty, and says whether it was.
	 */
	boolean delete(String region, String bucket);

	/**
	 * Lets a key do what it may, whatever it could before.
	 */
	void allow(Key key);

	void forget(String accessKey);

	/**
	 * Where a region's objects are reached, without a scheme unless it is not HTTPS;
	 * empty for what the catalogue says.
	 */
	default String endpoint(String region) {
		return "";
	}

	@Override
	default void close() {
	}

	/**
	 * A key.
	 *
	 * @param accessKey its name
	 * @param secretKey its secret
	 * @param limited whether it is for some buckets only
	 * @param grants which, if so
	 */
	record Key(String accessKey, String secretKey, boolean limited, List<Grant> grants) {

	}

	/**
	 * What a limited key may do.
	 *
	 * @param region where the bucket is
	 * @param bucket its name
	 * @param permissions read_only or read_write
	 */
	record Grant(String region, String bucket, String permissions) {

	}

}

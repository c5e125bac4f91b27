package io.groundwork.storage;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A bucket into which others put objects as they are, and which the portal only reads.
 */
public final class ForeignBucket implements AutoCloseable {

	private static final int LIMIT = 1000;

	private final S3Store store;

	/**
	 * Nothing is asked yet.
	 */
	public ForeignBucket(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
		this.store = new S3Store(
				new StorageSettings.S3(endpoint, region, bucket, accessKey, secretKey, Duration.ofSeconds(30), 3));
	}

	/**
	 * The next segments of names that begin so, each with the slash at its end.
	 * @param prefix the beginning of names, up to a slash
	 */
	public List<String> folders(String prefix) {
		return this.store.folders(prefix);
	}

	/**
	 * The next objects whose names begin so, in the order of their names.
	 * @param after a name or the beginning of one; only those that come after it
	 */
	public ObjectPage list(String prefix, @Nullable String after) {
		return this.store.list(prefix, after, LIMIT);
	}

	/**
	 * Opens an object.
	 * @throws NoSuchObjectException if there is none of that name
	 */
	public InputStream get(String name) {
		return this.store.get(name);
	}

	@Override
	public void close() {
		this.store.close();
	}

}

package io.groundwork.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import io.groundwork.sandbox.S3Server;

/**
 * Stores as the configuration makes them, for tests and figures of other packages too.
 */
public final class Stores {

	private Stores() {
	}

	public static ObjectStore folder(Path folder) {
		return new FolderStore(folder);
	}

	public static ObjectStore s3(S3Server.Access access) {
		return new S3Store(settings(access), Clock.systemUTC());
	}

	/**
	 * Seals what is put into that store, with the keys of that file, which is made if
	 * there is none.
	 */
	public static SealedStore sealed(ObjectStore store, Path keys) {
		if (!Files.exists(keys)) {
			KeyFile.create(keys);
		}
		return new SealedStore(store, new KeyEncryption(keys), Clock.systemUTC());
	}

	public static Sealer sealer(Path keys) {
		if (!Files.exists(keys)) {
			KeyFile.create(keys);
		}
		return new Sealer(new KeyEncryption(keys));
	}

	static StorageSettings.S3 settings(S3Server.Access access) {
		return new StorageSettings.S3(access.endpoint(), access.region(), access.bucket(), access.accessKey(),
				access.secretKey(), Duration.ofSeconds(30), 4);
	}

}

package io.groundwork.storage;

import java.nio.file.Path;

import io.groundwork.sandbox.S3Server;
import org.junit.jupiter.api.io.TempDir;

class SealedS3Tests extends ObjectStoreContract {

	private static final ObjectStore S3 = Stores.s3(S3Server.shared().access());

	private final ObjectStore store;

	SealedS3Tests(@TempDir Path folder) {
		this.store = Stores.sealed(S3, folder.resolve("keys.json"));
	}

	@Override
	ObjectStore store() {
		return this.store;
	}

}

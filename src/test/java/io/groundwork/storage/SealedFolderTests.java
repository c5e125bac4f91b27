package io.groundwork.storage;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

class SealedFolderTests extends ObjectStoreContract {

	private final ObjectStore store;

	SealedFolderTests(@TempDir Path folder) {
		this.store = Stores.sealed(Stores.folder(folder.resolve("objects")), folder.resolve("keys.json"));
	}

	@Override
	ObjectStore store() {
		return this.store;
	}

}

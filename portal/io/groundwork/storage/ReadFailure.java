package io.groundwork.storage;

import java.io.IOException;

/**
 * Makes of a stream's failure what the caller of a store is told.
 */
final class ReadFailure {

	private ReadFailure() {
	}

	static StorageException of(String name, IOException ex) {
		return (ex.getCause() instanceof StorageException cause) ? cause
				: new StorageException("The object %s could not be read: %s".formatted(name, ex.getMessage()), ex);
	}

}

package io.groundwork.storage;

import org.jspecify.annotations.Nullable;

/**
 * The store could not do what it was asked; the message says what and, where one is
 * known, the remedy.
 */
public class StorageException extends RuntimeException {

	public StorageException(String message) {
		super(message);
	}

	public StorageException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

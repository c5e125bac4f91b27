package io.groundwork.storage;

import org.jspecify.annotations.Nullable;

/**
 * What was sealed cannot be opened: it was changed, cut short, put under another name, or
 * its key is not known here.
 */
public class BrokenSealException extends StorageException {

	BrokenSealException(String message) {
		super(message);
	}

	BrokenSealException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

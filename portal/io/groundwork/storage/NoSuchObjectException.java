package io.groundwork.storage;

/**
 * There is no object of that name.
 */
public class NoSuchObjectException extends StorageException {

	NoSuchObjectException(String name) {
		super("There is no object " + name);
	}

}

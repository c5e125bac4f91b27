package io.groundwork.access.offline;

/**
 * What somebody has in their hands does not open, and what to do about it.
 */
public class UnusableException extends RuntimeException {

	UnusableException(String message) {
		super(message);
	}

	UnusableException(String message, Throwable cause) {
		super(message, cause);
	}

}

package io.groundwork.runs.platform;

/**
 * What was applied is not what it should be.
 */
public class NotVerifiedException extends RuntimeException {

	NotVerifiedException(String message) {
		super(message);
	}

}

package io.groundwork.web;

/**
 * What was asked for is not there, or not for this person: both look the same from
 * outside.
 */
public class NotThereException extends RuntimeException {

	public NotThereException(String what) {
		super(what);
	}

}

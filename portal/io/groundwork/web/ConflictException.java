package io.groundwork.web;

/**
 * What was asked for does not go with how things stand now.
 */
public class ConflictException extends RuntimeException {

	public ConflictException(String why) {
		super(why);
	}

}

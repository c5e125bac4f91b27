package io.groundwork.web;

/**
 * This person may use the route, but not for this; says why and who could.
 */
public class ForbiddenException extends RuntimeException {

	public ForbiddenException(String why) {
		super(why);
	}

}

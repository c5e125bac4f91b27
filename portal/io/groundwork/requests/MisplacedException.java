package io.groundwork.requests;

import io.groundwork.web.ConflictException;

/**
 * From where a request is it does not go there.
 */
class MisplacedException extends ConflictException {

	MisplacedException(String why) {
		super(why);
	}

}

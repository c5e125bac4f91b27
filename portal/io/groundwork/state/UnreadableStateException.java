package io.groundwork.state;

/**
 * What was sent is no state, or did not arrive as it was sent; nothing of it is kept.
 */
class UnreadableStateException extends RuntimeException {

	UnreadableStateException(String why) {
		super(why);
	}

	UnreadableStateException(String why, Throwable cause) {
		super(why, cause);
	}

}
